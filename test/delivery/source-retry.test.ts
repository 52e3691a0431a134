import { expect, it } from "vitest";
import { sourceWaitMs } from "../../src/delivery/source-retry.ts";

it("waits 100 ms to 1.6 s, five times", () => {
  expect([1, 2, 3, 4, 5, 6].map((attempt) => sourceWaitMs(attempt, 503))).toEqual([
    100,
    200,
    400,
    800,
    1600,
    undefined,
  ]);
});

it("repeats when no answer came and for a few statuses, but not for 500", () => {
  const retried = [undefined, 404, 413, 425, 429, 502, 503, 504];
  expect(retried.map((status) => sourceWaitMs(1, status))).toEqual(retried.map(() => 100));
  expect([202, 400, 408, 409, 500].map((status) => sourceWaitMs(1, status))).toEqual(Array(5).fill(undefined));
});
