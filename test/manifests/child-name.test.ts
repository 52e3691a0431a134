import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { childName } from "../../src/manifests/child-name.ts";

const RECORDED = new URL("../../../shared/fidelity/table-childname.jsonl", import.meta.url);

describe("childName", () => {
  it("concatenates what fits a DNS label", () => {
    expect(childName("default", "-kne-trigger")).toBe("default-kne-trigger");
  });

  it("puts the sum of the parent before a short suffix", () => {
    expect(childName("b".repeat(60), "-kne-trigger")).toBe(
      "bbbbbbbbbbbbbbbbbbb3cb5465a7e33b90e250e8e24a764e65a-kne-trigger",
    );
  });

  it("puts the sum of both instead of a long suffix", () => {
    expect(
      childName("a-rather-long-broker-name-with-a-rather-long-trigger-name-", "0f5a6b1c-2d3e-4f50-8192-a3b4c5d6e7f8"),
    ).toBe("a-rather-long-broker-name-with-ab54332fdc2169b48ff25075aba8ef45");
  });

  it.skipIf(!existsSync(RECORDED))("names as Knative's own function did, in every recording", () => {
    const rows = readFileSync(RECORDED, "utf8").trim().split("\n");
    const wrong = rows
      .map((row): { parent: string; suffix: string; name: string } => JSON.parse(row))
      .map((row) => ({ ...row, ours: childName(row.parent, row.suffix) }))
      // A name cut inside a character is no text; Go prints one mark for each stray byte, we print one for all.
      .filter((row) => row.ours.replace(/\uFFFD+/g, "?") !== row.name.replace(/\uFFFD+/g, "?"));
    expect(rows.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });
});
