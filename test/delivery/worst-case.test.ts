import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attemptLimitMs, backoffNs, type RetryPolicy, totalWaitMs } from "../../src/delivery/index.ts";

const SECOND = 1_000_000_000n;
const policy = (backoff: RetryPolicy["backoff"], retries: number, delayNs = SECOND): RetryPolicy => ({
  backoff,
  retries,
  delayNs,
  timeoutNs: 0n,
});

describe("totalWaitMs", () => {
  it("is what eventing.md §6.3 says of the shipped Broker: 204.6 s", () => {
    expect(totalWaitMs(policy("exponential", 10, SECOND / 5n))).toBe(204_600);
  });

  it("counts no wait before the first linear retry", () => {
    expect(totalWaitMs(policy("linear", 1))).toBe(0);
    expect(totalWaitMs(policy("linear", 4))).toBe(6000);
  });

  it("is nothing without a retry, a policy or a delay", () => {
    expect([policy("linear", 0), policy("none", 5), policy("exponential", 5, 0n)].map(totalWaitMs)).toEqual([0, 0, 0]);
  });

  it("is the sum of the waits that the dispatcher makes, and quick for any number of retries", () => {
    const retries = fc.integer({ min: 0, max: 200 });
    const delay = fc.bigInt({ min: 0n, max: 3_600n * SECOND });
    fc.assert(
      fc.property(fc.constantFrom("linear", "exponential"), retries, delay, (backoff, count, delayNs) => {
        const one = policy(backoff, count, delayNs);
        let sum = 0n;
        for (let index = 0; index < count; index++) {
          const wait = backoffNs(one, index);
          if (wait > 0n) sum += wait;
        }
        expect(Math.abs(totalWaitMs(one) - Number(sum) / 1e6)).toBeLessThanOrEqual(Number(sum) / 1e18);
      }),
    );
    expect(totalWaitMs(policy("linear", 2 ** 31 - 1, 10n ** 17n))).toBeGreaterThan(0);
  });
});

describe("attemptLimitMs", () => {
  it("is the timeout, and without limit where there is none", () => {
    expect(attemptLimitMs({ ...policy("none", 0), timeoutNs: SECOND / 2n })).toBe(500);
    expect(attemptLimitMs(policy("none", 0))).toBe(Number.POSITIVE_INFINITY);
  });
});
