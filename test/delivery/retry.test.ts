import { describe, expect, it } from "vitest";
import {
  backoffNs,
  isRetried,
  type RetryFields,
  retryPolicy,
  retryWaitNs,
  SINGLE_ATTEMPT,
} from "../../src/delivery/retry.ts";

function policyOf(fields: RetryFields) {
  const { policy } = retryPolicy(fields);
  if (policy === undefined) throw new Error("unreadable");
  return policy;
}

const seconds = (fields: RetryFields) => [0, 1, 2, 3].map((index) => Number(backoffNs(policyOf(fields), index)) / 1e9);

describe("backoff", () => {
  it("starts linear at zero and exponential at the delay", () => {
    expect(seconds({ backoffPolicy: "linear", backoffDelay: "PT1S" })).toEqual([0, 1, 2, 3]);
    expect(seconds({ backoffPolicy: "exponential", backoffDelay: "PT1S" })).toEqual([1, 2, 4, 8]);
  });

  it("is none where policy or delay is missing, or the policy is unknown", () => {
    expect(seconds({ backoffDelay: "PT1S" })).toEqual([0, 0, 0, 0]);
    expect(seconds({ backoffPolicy: "linear" })).toEqual([0, 0, 0, 0]);
    expect(seconds({ backoffPolicy: "Linear", backoffDelay: "PT1S" })).toEqual([0, 0, 0, 0]);
  });

  it("wraps: an exponential second is negative at 40 and gone from 62 on", () => {
    const policy = policyOf({ backoffPolicy: "exponential", backoffDelay: "PT1S" });
    expect(backoffNs(policy, 40) < 0n).toBe(true);
    expect([62, 63, 64, 1000].map((index) => backoffNs(policy, index))).toEqual([0n, 0n, 0n, 0n]);
  });
});

describe("Retry-After", () => {
  const policy = policyOf({ backoffPolicy: "exponential", backoffDelay: "PT1S", retryAfterMax: "PT30S" });
  const nowMs = Date.UTC(2026, 10, 1, 12);
  const wait = (status: number, retryAfter: string) =>
    Number(retryWaitNs(policy, 0, { status, retryAfter, nowMs })) / 1e9;

  it("counts for 429 and 503 alone, at least the backoff and at most the cap", () => {
    expect([wait(503, "5"), wait(429, "0"), wait(503, "120"), wait(500, "5")]).toEqual([5, 1, 30, 1]);
  });

  it("may be a date", () => {
    expect(wait(503, "Sun, 01 Nov 2026 12:00:07 GMT")).toBe(7);
    expect(wait(503, "Wed, 21 Oct 2015 07:28:00 GMT")).toBe(1);
  });

  it("is nothing where it cannot be read or overflows", () => {
    expect([wait(503, "five"), wait(503, ""), wait(503, "1.5"), wait(503, "9223372037")]).toEqual([1, 1, 1, 1]);
  });

  it("is ignored without retryAfterMax", () => {
    const plain = policyOf({ backoffPolicy: "exponential", backoffDelay: "PT1S" });
    expect(retryWaitNs(plain, 0, { status: 503, retryAfter: "5", nowMs })).toBe(1_000_000_000n);
  });
});

describe("retryPolicy", () => {
  it("names the field that is no duration, and does not read a delay without a policy", () => {
    expect(retryPolicy({ backoffPolicy: "linear", backoffDelay: "10s" })).toEqual({
      unreadable: { field: "backoffDelay", fault: "no-leading-p" },
    });
    expect(retryPolicy({ backoffDelay: "10s" }).policy).toEqual(SINGLE_ATTEMPT);
  });

  it("retries 404, 408, 409, 429 and from 500, as often as it says", () => {
    const policy = policyOf({ retry: 2 });
    const retried = [200, 202, 301, 400, 401, 404, 408, 409, 410, 413, 422, 429, 499, 500, 502, 599];
    expect(retried.filter((status) => isRetried(policy, 1, status))).toEqual([404, 408, 409, 429, 500, 502, 599]);
    expect([1, 2, 3].map((attempt) => isRetried(policy, attempt, 503))).toEqual([true, true, false]);
    expect(isRetried(SINGLE_ATTEMPT, 1, 503)).toBe(false);
  });
});
