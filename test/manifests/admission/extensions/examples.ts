import { expect, it } from "vitest";
import { admitYaml, said } from "../../harness.ts";

/** A rule with objects it finds fault with, sound ones beside them, and what it says of the former. */
export interface Example {
  readonly rule: string;
  /** What is wrong, to tell the examples of one rule apart. */
  readonly fault: string;
  readonly bad: string;
  readonly good: string;
  /** `code field: message mend`, one for each finding; `warning` in front where it is one. */
  readonly says: readonly string[];
}

/** Runs every example: the bad one says exactly this, the good one nothing. */
export function runExamples(examples: readonly Example[]): void {
  it.each(examples)("$rule: $fault", ({ rule, bad, good, says }) => {
    const found = admitYaml(bad);
    expect(said(found).map((text, index) => (found[index]?.severity === "warning" ? `warning ${text}` : text))).toEqual(
      says,
    );
    expect(found.some(({ code }) => code === rule)).toBe(true);
    expect(said(admitYaml(good).filter(({ code }) => code !== "unmaintained-kind"))).toEqual([]);
  });
}

/** One object in flow style. */
export function object(apiVersion: string, kind: string, spec: string, metadata = ""): string {
  return `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: a, namespace: shop${metadata} }, spec: { ${spec} } }`;
}

/** A sink that exists for all that is known. */
export const SINK = 'sink: { uri: "http://a.example.com" }';
