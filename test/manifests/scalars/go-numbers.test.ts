import { expect, it } from "vitest";
import { parseGoFloat, parseGoInt } from "../../../src/manifests/scalars/go-numbers.ts";

it.each([
  ["+3", 3n],
  ["03", 3n],
  ["-0", 0n],
  ["2147483648", undefined],
  ["0x10", undefined],
  ["1.0", undefined],
  ["", undefined],
])("reads the integer %j as Go does", (text, expected) => {
  expect(parseGoInt(text, 32)).toBe(expected);
});

it.each([
  [".5", 0.5],
  ["5.", 5],
  ["1e2", 100],
  ["1_0", 10],
  ["0x1p3", 8],
  ["Inf", Number.POSITIVE_INFINITY],
  ["NaN", Number.NaN],
  ["1e309", undefined],
  [" 5", undefined],
  ["five", undefined],
])("reads the float %j as Go does", (text, expected) => {
  expect(parseGoFloat(text)).toBe(expected);
});
