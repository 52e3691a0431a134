import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { childName } from "../../../src/manifests/names/child-name.ts";
import { dns1035LabelFaults } from "../../../src/manifests/names/kubernetes-names.ts";

const label = fc.stringMatching(/^[a-z]([-a-z0-9]{0,80}[a-z0-9])?$/);
const suffix = fc.constantFrom("-kne-trigger", "-deployment", "-kn-channel", "-kn-sequence-0-kn-channel");

describe("childName", () => {
  it("joins parent and suffix while they fit", () => {
    expect(childName("default", "-kne-trigger")).toBe("default-kne-trigger");
  });

  it("cuts and hashes the parent beyond 63 bytes, and keeps the suffix", () => {
    expect(childName("b".repeat(60), "-kne-trigger")).toBe(
      "bbbbbbbbbbbbbbbbbbb3cb5465a7e33b90e250e8e24a764e65a-kne-trigger",
    );
  });

  it("hashes both where the suffix is long", () => {
    expect(
      childName("a-rather-long-broker-name-with-a-rather-long-trigger-name-", "0f5a6b1c-2d3e-4f50-8192-a3b4c5d6e7f8"),
    ).toBe("a-rather-long-broker-name-with-ab54332fdc2169b48ff25075aba8ef45");
  });

  it("makes a label of every label", () => {
    fc.assert(
      fc.property(label, suffix, (name, end) => {
        expect(dns1035LabelFaults(childName(name, end))).toEqual([]);
      }),
    );
  });
});
