/** What a source of Knative's own repeats: no answer, and these (eventing.md §7.1). 500, which a Broker answers, is not among them. */
const RETRIED: ReadonlySet<number> = new Set([404, 413, 425, 429, 502, 503, 504]);

const SOURCE_RETRIES = 5;
const SOURCE_BASE_MS = 50;

/**
 * Milliseconds a source waits before it sends again, after attempt `attempt` (from 1) ended with `status`; undefined when
 * it gives up (eventing.md §7.1).
 *
 * @param status - undefined when no answer came
 */
export function sourceWaitMs(attempt: number, status: number | undefined): number | undefined {
  if (attempt > SOURCE_RETRIES) return undefined;
  if (status !== undefined && !RETRIED.has(status)) return undefined;
  return SOURCE_BASE_MS * 2 ** attempt;
}
