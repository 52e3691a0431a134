import { describe, expect, it } from "vitest";
import { RULES } from "../../src/checks/rules/index.ts";
import { findings } from "./harness.ts";

describe.each(RULES.map((rule) => [rule.code, rule] as const))("the example of %s", (code, rule) => {
  it("shows this fault, once, and no other", () => {
    expect(findings(rule.example.bad).map((finding) => finding.code)).toEqual([code]);
  });

  it("has no fault when mended", () => {
    expect(findings(rule.example.good)).toEqual([]);
  });
});
