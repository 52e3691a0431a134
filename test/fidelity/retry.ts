import { backoffNs, type RetryFields, retryPolicy, retryWaitNs } from "../../src/delivery/retry.ts";
import { isRetriedStatus } from "../../src/events/status.ts";
import { type Replay, replay } from "./recordings.ts";

/** A row of `table-retry`: a delivery, perhaps an answer, and what Knative makes of them. */
export interface RetryRow {
  readonly id: string;
  readonly delivery: RetryFields;
  readonly error: string;
  readonly response?: { readonly status: number; readonly retryAfter: string };
  readonly retryMax?: number;
  readonly requestTimeoutNs?: string;
  readonly waitsNs?: readonly string[];
  readonly farWaitsNs?: readonly string[];
  readonly answeredWaitsNs?: readonly string[];
  readonly retries?: boolean;
}

const NEAR = [0, 1, 2, 3, 4, 5, 6];
const FAR = [10, 20, 30, 40, 50, 62, 63, 64, 100];
/** The recordings hold no date in the future, so any present will do. */
const NOW_MS = Date.UTC(2026, 10, 1);

/** Retry counts, waits, `Retry-After` and retriability as recorded. */
export function replayRetry(rows: readonly RetryRow[]): Replay {
  return replay(rows, (row) => ({ ours: ourRetry(row), theirs: theirRetry(row) }));
}

function ourRetry({ delivery, response }: RetryRow): unknown {
  const { policy } = retryPolicy(delivery);
  if (policy === undefined) return "unreadable";
  const waits = {
    retryMax: policy.retries,
    requestTimeoutNs: String(policy.timeoutNs),
    waitsNs: NEAR.map((index) => String(backoffNs(policy, index))),
    farWaitsNs: FAR.map((index) => String(backoffNs(policy, index))),
  };
  if (response === undefined) return waits;
  const hint = { ...response, nowMs: NOW_MS };
  return {
    ...waits,
    answeredWaitsNs: NEAR.map((index) => String(retryWaitNs(policy, index, hint))),
    retries: isRetriedStatus(response.status),
  };
}

function theirRetry(row: RetryRow): unknown {
  if (row.error !== "") return "unreadable";
  const { retryMax, requestTimeoutNs, waitsNs, farWaitsNs, answeredWaitsNs, retries } = row;
  return { retryMax, requestTimeoutNs, waitsNs, farWaitsNs, answeredWaitsNs, retries };
}
