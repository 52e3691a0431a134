import { expect, it } from "vitest";
import { nextTtl, readTtl } from "../../src/delivery/ttl.ts";

it("counts down what is a number, cutting fractions", () => {
  expect(["3", "+3", "007", "2.5", 7, "1", "0", "-4"].map((value) => nextTtl(value))).toEqual([2, 2, 6, 1, 6, 0, 0, 0]);
});

it("begins anew for what is no number within 32 bits", () => {
  expect([undefined, "", "abc", true, "2147483648", "1e10"].map((value) => nextTtl(value))).toEqual(Array(6).fill(255));
  expect(nextTtl(undefined, 1)).toBe(1);
});

it("has no upper bound of its own", () => {
  expect(nextTtl("2147483647")).toBe(2147483646);
});

it("tells a number from none", () => {
  expect([readTtl("5"), readTtl(" 5"), readTtl(false)]).toEqual([5, undefined, undefined]);
});
