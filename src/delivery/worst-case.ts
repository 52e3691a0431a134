import { backoffNs, type RetryPolicy } from "./retry.ts";

const MOST_NS = 2n ** 63n - 1n;
const NS_PER_MS = 1_000_000n;

/**
 * All waits between the attempts of one leg that keeps failing, in milliseconds: what is sure to pass when every answer
 * comes at once. Linear waits are `0, d, 2d, …`, exponential ones `d, 2d, 4d, …` (eventing.md §6.3). Waits that wrap
 * around 64 bits count as none, which most of them are.
 */
export function totalWaitMs(policy: RetryPolicy): number {
  const { backoff, delayNs, retries } = policy;
  if (retries < 1 || delayNs <= 0n || backoff === "none") return 0;
  if (backoff === "linear") {
    const longest = BigInt(retries - 1) < MOST_NS / delayNs ? BigInt(retries - 1) : MOST_NS / delayNs;
    return toMs((delayNs * longest * (longest + 1n)) / 2n);
  }
  let total = 0n;
  // Beyond 63 doublings nothing is left of 64 bits.
  for (let index = 0; index < Math.min(retries, 64); index++) {
    const wait = backoffNs(policy, index);
    if (wait > 0n) total += wait;
  }
  return toMs(total);
}

/** The longest that one attempt may take, in milliseconds; `Infinity` where no `timeout` limits it (eventing.md §6.3). */
export function attemptLimitMs({ timeoutNs }: RetryPolicy): number {
  return timeoutNs > 0n ? Number(timeoutNs) / Number(NS_PER_MS) : Number.POSITIVE_INFINITY;
}

function toMs(ns: bigint): number {
  return Number(ns / NS_PER_MS) + Number(ns % NS_PER_MS) / Number(NS_PER_MS);
}
