import { isRetriedStatus } from "../events/status.ts";
import { type PeriodFault, parsePeriod } from "./period.ts";

/** The fields of a delivery that decide attempts and waits, as manifests write them. */
export interface RetryFields {
  readonly retry?: number;
  /** Anything but `linear` and `exponential` means no wait. */
  readonly backoffPolicy?: string;
  /** ISO 8601. */
  readonly backoffDelay?: string;
  readonly timeout?: string;
  readonly retryAfterMax?: string;
}

/** How one leg is repeated (eventing.md §6.3). Nanoseconds are int64, as in Knative. */
export interface RetryPolicy {
  /** Attempts after the first; below 1 there is none. */
  readonly retries: number;
  readonly backoff: "linear" | "exponential" | "none";
  readonly delayNs: bigint;
  /** Limit of each attempt, body included; none unless above zero. */
  readonly timeoutNs: bigint;
  /** Cap on `Retry-After`; absent: the header is ignored. */
  readonly retryAfterMaxNs?: bigint;
}

/** The leg that has no delivery at all: one attempt, no limit (§6.3, first item). */
export const SINGLE_ATTEMPT: RetryPolicy = Object.freeze({ retries: 0, backoff: "none", delayNs: 0n, timeoutNs: 0n });

/** A delivery that cannot be run because one of its durations is none. Admission refuses it, so a cluster never has one. */
export interface UnreadableDelivery {
  readonly field: "timeout" | "backoffDelay" | "retryAfterMax";
  readonly fault: PeriodFault;
}

/** A policy, or the field that cannot be read. */
export type RetryPolicyResult =
  | { readonly policy: RetryPolicy; readonly unreadable?: undefined }
  | { readonly policy?: undefined; readonly unreadable: UnreadableDelivery };

/** Reads a delivery. A delay without a policy, or the other way round, is no wait and is not even read (§6.3). */
export function retryPolicy(fields: RetryFields): RetryPolicyResult {
  const { retry = 0, backoffPolicy, backoffDelay, timeout, retryAfterMax } = fields;
  const delay = backoffPolicy === undefined ? undefined : backoffDelay;
  const read = { timeout, backoffDelay: delay, retryAfterMax };
  const ns: { timeout?: bigint; backoffDelay?: bigint; retryAfterMax?: bigint } = {};
  for (const field of ["timeout", "backoffDelay", "retryAfterMax"] as const) {
    const text = read[field];
    if (text === undefined) continue;
    const { period, fault } = parsePeriod(text);
    if (period === undefined) return { unreadable: { field, fault } };
    ns[field] = period.ns;
  }
  return {
    policy: {
      retries: retry,
      backoff: delay !== undefined && isPolicy(backoffPolicy) ? backoffPolicy : "none",
      delayNs: ns.backoffDelay ?? 0n,
      timeoutNs: ns.timeout ?? 0n,
      ...(ns.retryAfterMax === undefined ? {} : { retryAfterMaxNs: ns.retryAfterMax }),
    },
  };
}

function isPolicy(text: string | undefined): text is "linear" | "exponential" {
  return text === "linear" || text === "exponential";
}

/**
 * The wait before retry `index` (0 is the first) by the backoff alone: linear `d·index`, exponential `d·2^index`. Wraps;
 * zero or negative means at once (§6.3).
 */
export function backoffNs(policy: RetryPolicy, index: number): bigint {
  switch (policy.backoff) {
    case "linear":
      return int64(policy.delayNs * BigInt(index));
    case "exponential":
      // Beyond 63 doublings nothing is left of 64 bits.
      return index > 63 ? 0n : int64(policy.delayNs << BigInt(index));
    case "none":
      return 0n;
  }
}

/** What an answer says about when to come back. */
export interface RetryHint {
  readonly status: number;
  /** The `Retry-After` header as received. */
  readonly retryAfter?: string;
  /** The present, in milliseconds since the epoch: dates are relative to it. */
  readonly nowMs: number;
}

/** The wait before retry `index`, with the answer's `Retry-After` where it counts: 429 and 503, capped, at least the backoff (§6.3). */
export function retryWaitNs(policy: RetryPolicy, index: number, hint?: RetryHint): bigint {
  const backoff = backoffNs(policy, index);
  const { retryAfterMaxNs } = policy;
  if (retryAfterMaxNs === undefined || hint?.retryAfter === undefined) return backoff;
  if (hint.status !== 429 && hint.status !== 503) return backoff;
  const asked = retryAfterNs(hint.retryAfter, hint.nowMs);
  const capped = asked > retryAfterMaxNs ? retryAfterMaxNs : asked;
  return capped > backoff ? capped : backoff;
}

/** Integer seconds or an HTTP date; anything else is 0. Seconds wrap (§6.3). */
function retryAfterNs(text: string, nowMs: number): bigint {
  if (/^[+-]?[0-9]+$/.test(text)) {
    const seconds = BigInt(text.replace("+", ""));
    return int64(seconds) === seconds ? int64(seconds * 1_000_000_000n) : 0n;
  }
  const at = httpDateMs(text);
  return at === undefined ? 0n : BigInt(Math.round((at - nowMs) * 1_000_000));
}

const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}) [A-Z]{3,4}$/;

function httpDateMs(text: string): number | undefined {
  const date = HTTP_DATE.exec(text)?.[1];
  const at = date === undefined ? Number.NaN : Date.parse(`${date} GMT`);
  return Number.isNaN(at) ? undefined : at;
}

/** Whether the sender goes on after attempt `attempt` (from 1) that ended with `status`; 500 stands for no answer (§6.3). */
export function isRetried(policy: RetryPolicy, attempt: number, status: number): boolean {
  return attempt <= policy.retries && isRetriedStatus(status);
}

function int64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
