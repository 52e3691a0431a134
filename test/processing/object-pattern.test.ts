import { expect, test } from "vitest";
import { objectPattern } from "../../src/processing/object-pattern.ts";

test.each([
  ["*", "a/b.png", true],
  ["*.png", "a.png", true],
  ["*.png", "a/b.png", true],
  ["*.png", "a.svg", false],
  ["*.png", "xpng", false],
  ["charts/*", "charts/a", true],
  ["charts/*", "other/a", false],
  ["a+(b).png", "a+(b).png", true],
])("%j matches %j: %s", (pattern, name, expected) => {
  expect(objectPattern(pattern)(name)).toBe(expected);
});
