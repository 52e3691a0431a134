import { describe, expect, it } from "vitest";
import { isNegative, isQuantity, parseQuantity } from "../../../src/manifests/scalars/quantity.ts";

const canonical = (text: string): unknown => {
  const quantity = parseQuantity(text);
  return "fault" in quantity ? quantity.fault : quantity.canonical;
};

describe("quantities", () => {
  it.each([
    ["0.5", "500m"],
    ["1.50", "1500m"],
    ["2048Mi", "2Gi"],
    ["12000000", "12M"],
    ["100m", "100m"],
    ["0.5Ki", "512"],
    ["-0.0", "0"],
  ])("writes %s as %s", (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it("refuses what Kubernetes refuses, in its words", () => {
    expect([canonical("1K"), canonical("1 Gi")]).toEqual([
      "unable to parse quantity's suffix",
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ]);
  });

  it("refuses at once an exponent that would keep a webhook busy", () => {
    expect([isQuantity("1e-100000000"), isQuantity("1e12")]).toEqual([false, true]);
  });

  it("knows what is below zero", () => {
    const quantity = parseQuantity("-1n");
    expect("fault" in quantity ? undefined : isNegative(quantity)).toBe(true);
  });
});
