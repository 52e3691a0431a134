import type { Cancel, Clock } from "../engine/clock.ts";

interface Timer {
  readonly at: number;
  /** Order of two timers of one moment. */
  readonly order: number;
  readonly run: () => void;
  /** Where it stands in the heap; −1 when it is not there any more. */
  index: number;
}

/**
 * Time that only moves when it is told to.
 *
 * - V1: timers run in the order of their time, those of one moment in the order they were set.
 * - V2: what {@link Clock.soon} was given runs before the next timer.
 * - V3: a cancelled timer is gone at once, so memory depends on what is waiting alone.
 */
export class VirtualClock implements Clock {
  private time: number;
  private order = 0;
  private readonly heap: Timer[] = [];
  private queue: (() => void)[] = [];
  private head = 0;

  /** @param startMs - milliseconds since the epoch */
  public constructor(startMs: number) {
    this.time = startMs;
  }

  public now(): number {
    return this.time;
  }

  public after(ms: number, run: () => void): Cancel {
    const timer: Timer = { at: this.time + Math.max(0, ms), order: this.order, run, index: this.heap.length };
    this.order += 1;
    this.heap.push(timer);
    this.rise(timer);
    return () => this.remove(timer);
  }

  public soon(run: () => void): void {
    this.queue.push(run);
  }

  /** When the next timer is due; undefined when none is set. */
  public get nextAt(): number | undefined {
    return this.heap[0]?.at;
  }

  /** Whether something waits to run now. */
  public get hasWork(): boolean {
    return this.head < this.queue.length;
  }

  /** Runs the next of what {@link Clock.soon} was given; false when there is nothing. */
  public step(): boolean {
    const run = this.queue[this.head];
    if (run === undefined) {
      this.queue = [];
      this.head = 0;
      return false;
    }
    this.head += 1;
    // The part that has run is let go now and then, so that a queue which never empties does not grow.
    if (this.head === 4096) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    run();
    return true;
  }

  /** Moves to the next timer and runs it. */
  public fire(): void {
    const timer = this.heap[0];
    if (timer === undefined) return;
    this.remove(timer);
    this.time = Math.max(this.time, timer.at);
    timer.run();
  }

  /** Moves on without running anything; never backwards. */
  public moveTo(at: number): void {
    this.time = Math.max(this.time, at);
  }

  private remove(timer: Timer): void {
    const { index } = timer;
    if (index === -1) return;
    timer.index = -1;
    const last = this.heap.pop();
    if (last === undefined || last === timer) return;
    this.heap[index] = last;
    last.index = index;
    this.rise(last);
    this.sink(last);
  }

  private rise(timer: Timer): void {
    for (;;) {
      const parent = this.heap[(timer.index - 1) >> 1];
      if (timer.index === 0 || parent === undefined || !isBefore(timer, parent)) return;
      this.swap(timer, parent);
    }
  }

  private sink(timer: Timer): void {
    for (;;) {
      const left = this.heap[2 * timer.index + 1];
      const right = this.heap[2 * timer.index + 2];
      const child = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, timer)) return;
      this.swap(child, timer);
    }
  }

  private swap(a: Timer, b: Timer): void {
    [a.index, b.index] = [b.index, a.index];
    this.heap[a.index] = a;
    this.heap[b.index] = b;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
