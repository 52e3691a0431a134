import type { Timer } from "../delivery/index.ts";
import type { WireEvent } from "../events/event.ts";
import type { IdempotenceWindow } from "../routes/index.ts";
import type { End, Handled } from "./outcome.ts";

/** A duplicate that waits for the one in flight: told its end, or that it has none and the duplicate is next. */
export type Waiter = (end: End | undefined) => void;

interface Remembered {
  readonly end: Handled;
  readonly bytes: number;
  readonly untilMs: number;
}

/**
 * What became of events, by `source` and `id`.
 *
 * - I1: only successes are remembered, for the window, and answered again with their reply.
 * - I2: of equal events one at a time is at work; the others get its end. Where it has none (its sender left), the next
 *   of them is at work.
 * - I3: entries and bytes of replies are bounded; the oldest goes first, and what is gone is handled anew.
 */
export class Idempotence {
  private readonly timer: Pick<Timer, "now">;
  private readonly windowMs: number;
  private readonly maxEvents: number;
  private readonly maxBytes: number;
  /** In the order they ended. */
  private readonly remembered = new Map<string, Remembered>();
  private readonly atWork = new Map<string, Set<Waiter>>();
  private bytes = 0;

  public constructor(window: IdempotenceWindow, timer: Pick<Timer, "now">) {
    this.timer = timer;
    this.windowMs = window.windowMs;
    this.maxEvents = window.maxEvents ?? 10_000;
    this.maxBytes = window.maxBytes ?? 16 * 1024 * 1024;
  }

  /** What is known of an event: its end, that it is at work, or nothing; then it is at work from now on. */
  public enter(key: string): Handled | "at-work" | "new" {
    const held = this.remembered.get(key);
    if (held !== undefined && held.untilMs > this.timer.now()) return held.end;
    if (held !== undefined) this.forget(key, held);
    if (this.atWork.has(key)) return "at-work";
    this.atWork.set(key, new Set());
    return "new";
  }

  /** Waits for the one at work. Gives what takes that back. */
  public wait(key: string, waiter: Waiter): () => void {
    const waiters = this.atWork.get(key);
    waiters?.add(waiter);
    return () => waiters?.delete(waiter);
  }

  /** The one at work has ended, or its sender left: `end` is undefined. */
  public leave(key: string, end: End | undefined): void {
    const waiters = this.atWork.get(key);
    if (waiters === undefined) return;
    if (end === undefined) {
      const [next] = waiters;
      if (next !== undefined) {
        // It takes over: the others keep waiting.
        waiters.delete(next);
        next(undefined);
        return;
      }
      this.atWork.delete(key);
      return;
    }
    this.atWork.delete(key);
    if (end.kind === "handled") this.remember(key, end);
    for (const waiter of waiters) waiter(end);
  }

  private remember(key: string, end: Handled): void {
    const bytes = key.length + sizeOf(end.reply?.event);
    if (bytes > this.maxBytes && end.reply !== undefined) return;
    this.remembered.set(key, { end, bytes, untilMs: this.timer.now() + this.windowMs });
    this.bytes += bytes;
    for (const [oldest, held] of this.remembered) {
      const isOver = held.untilMs <= this.timer.now();
      if (!isOver && this.remembered.size <= this.maxEvents && this.bytes <= this.maxBytes) break;
      if (oldest === key && this.remembered.size === 1) break;
      this.forget(oldest, held);
    }
  }

  private forget(key: string, held: Remembered): void {
    if (this.remembered.delete(key)) this.bytes -= held.bytes;
  }
}

/** No two events share it but those of equal `source` and `id`. */
export function idempotenceKey({ attributes }: WireEvent): string {
  const source = String(attributes.source);
  return `${source.length}:${source}${String(attributes.id)}`;
}

function sizeOf(event: WireEvent | undefined): number {
  if (event === undefined) return 0;
  let size = event.data?.length ?? 0;
  for (const name of Object.keys(event.attributes)) size += name.length + String(event.attributes[name]).length;
  return size;
}
