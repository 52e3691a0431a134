import { expect, test } from "vitest";
import { fillTemplate, templateNames } from "../../src/processing/template.ts";

test("fills names in braces and leaves other braces alone", () => {
  expect(fillTemplate("{a} of {b}, {1}", { a: "x", b: 2 })).toBe("x of 2, {1}");
  expect(templateNames("{a} of {b_1}, {1}")).toEqual(["a", "b_1"]);
});

test("refuses a name without a value, also one that every object has", () => {
  for (const values of [{}, { toString: null }]) {
    expect(() => fillTemplate("{toString}", values)).toThrow(
      '"{toString}" needs a value for {toString}, and this event carries none.',
    );
  }
});

test("a value is text, never a template itself", () => {
  expect(fillTemplate("{a}", { a: "{b} $& $1" })).toBe("{b} $& $1");
});
