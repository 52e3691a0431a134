import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { kindRows, kindsPage, OWN_EVENTS, SOURCE_CONTRACTS } from "./kinds-page.ts";

const ROOT = resolve(import.meta.dirname, "../..");

describe("every kind with rules", () => {
  it("has a class that takes its fields as Kubernetes does", () => {
    expect(kindRows().filter(({ object }) => object === undefined)).toEqual([]);
  });

  it("is made by a construct, or says why not", () => {
    expect(kindRows().filter(({ isMade }) => !isMade)).toEqual([]);
  });

  it("that is a source says what it emits", () => {
    const sources = kindRows()
      .map(({ groupKind }) => groupKind)
      .filter((groupKind) => /^(sources\.knative\.dev|events\.cloud\.google\.com)\//.test(groupKind))
      .map((groupKind) => groupKind.slice(groupKind.indexOf("/") + 1));
    const silent = sources.filter((kind) => !(kind in SOURCE_CONTRACTS) && !OWN_EVENTS.includes(kind));
    expect(sources.length).toBeGreaterThan(15);
    expect(silent).toEqual([]);
  });

  it("is on the page docs/kinds.md", async () => {
    await expect(kindsPage()).toMatchFileSnapshot(resolve(ROOT, "docs/kinds.md"));
  });
});
