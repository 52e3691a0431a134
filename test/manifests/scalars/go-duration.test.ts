import { expect, it } from "vitest";
import { parseGoDuration } from "../../../src/manifests/scalars/go-duration.ts";

it.each([
  ["1h30m", 5_400_000_000_000n],
  ["1.5s", 1_500_000_000n],
  [".5ms", 500_000n],
  ["-2us", -2_000n],
  ["0", 0n],
  ["+3ns", 3n],
  ["", undefined],
  ["10", undefined],
  ["1d", undefined],
  ["1 s", undefined],
  ["s", undefined],
  ["9999999h", undefined],
])("reads %j as Go does", (text, expected) => {
  expect(parseGoDuration(text)).toBe(expected);
});
