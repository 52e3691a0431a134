import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { didYouMean, nearestName } from "../../src/diagnostics/did-you-mean.ts";

describe("nearestName", () => {
  const fields = ["retry", "timeout", "backoffPolicy", "deadLetterSink", "uri", "ref"];

  test.each([
    ["retries", undefined],
    ["retrys", "retry"],
    ["retyr", "retry"],
    ["Retry", "retry"],
    ["backoff-policy", "backoffPolicy"],
    ["daedLetterSink", "deadLetterSink"],
    ["url", "uri"],
    ["unrelated", undefined],
    ["", undefined],
  ])("takes %j for %j", (name, expected) => {
    expect(nearestName(name, fields)).toBe(expected);
  });

  test("prefers a difference in case to a slip", () => {
    expect(nearestName("REF", ["Ref2", "ref"])).toBe("ref");
  });

  test("takes the first of equally near names", () => {
    expect(nearestName("bat", ["cat", "hat"])).toBe("cat");
  });

  test("never answers the name itself, nor compares what is too long to be a name", () => {
    expect(nearestName("ref", ["ref"])).toBeUndefined();
    expect(nearestName("a".repeat(5_000_000), ["a"])).toBeUndefined();
  });

  test("finds every name after one swap of neighbours", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{5,20}$/), fc.nat(), (name, seed) => {
        const i = seed % (name.length - 1);
        const swapped = name.slice(0, i) + name.charAt(i + 1) + name.charAt(i) + name.slice(i + 2);
        fc.pre(swapped !== name);
        expect(nearestName(swapped, [name])).toBe(name);
      }),
    );
  });
});

test("didYouMean is a sentence, or nothing", () => {
  expect(didYouMean("tiemout", ["timeout"])).toBe('Did you mean "timeout"?');
  expect(didYouMean("x", ["timeout"])).toBeUndefined();
});
