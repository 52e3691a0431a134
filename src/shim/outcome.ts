import { type HeaderList, isRetriedStatus } from "../delivery/index.ts";
import type { WireEvent } from "../events/event.ts";

/** How an event's way through a flow, or a part of one, ended. */
export type End = Handled | Failed;

/** Delivered, dead-lettered, filtered or discarded: nobody has to see it again. */
export interface Handled {
  readonly kind: "handled";
  readonly reply?: Reply;
}

/** What the sender is answered with. */
export interface Reply {
  readonly event: WireEvent;
  /** Headers that the service's answer passes on (eventing.md §6.9). */
  readonly forwarded: HeaderList;
}

/** Neither delivered nor dead-lettered: the sender has to know. */
export interface Failed {
  readonly kind: "failed";
  /** What the sender is answered with: 4xx or 5xx. */
  readonly status: number;
  /** One sentence, without the event's data. */
  readonly text: string;
  /** `Retry-After` of the answer that decided. */
  readonly retryAfter?: string;
}

/** Receives an end; at most once, and not after the run is over. */
export type Done = (end: End) => void;

/** Handled, without a reply. */
export const HANDLED: Handled = Object.freeze({ kind: "handled" });

/** A failure that the sender need not repeat, because it would end the same way. */
export const FINAL = 422;

/**
 * The status by which the sender is told: the one that the step gave where that means the same to a Knative sender
 * (eventing.md §6.3), else 503 or 422.
 */
export function statusFor(status: number, isRetriable: boolean): number {
  const isPassedOn = status >= 400 && status <= 599 && isRetriedStatus(status) === isRetriable;
  if (isPassedOn) return status;
  return isRetriable ? 503 : FINAL;
}

/** The end of several ways that one event took at once: one failure fails all, rather one that is repeated. */
export function combined(ends: readonly End[]): End {
  let failed: Failed | undefined;
  let reply: Reply | undefined;
  for (const end of ends) {
    if (end.kind === "handled") reply ??= end.reply;
    else if (failed === undefined || (!isRetriedStatus(failed.status) && isRetriedStatus(end.status))) failed = end;
  }
  if (failed !== undefined) return failed;
  return reply === undefined ? HANDLED : { kind: "handled", reply };
}
