import { describe, expect, it } from "vitest";
import {
  dns1035LabelFaults,
  dns1035PrefixFaults,
  dns1123LabelFaults,
  labelValueFaults,
  qualifiedNameFaults,
} from "../../../src/manifests/names/kubernetes-names.ts";

describe("names of Kubernetes", () => {
  it("wants a letter first where a Service gets the name", () => {
    expect([dns1035LabelFaults("orders-2"), dns1123LabelFaults("2-orders")]).toEqual([[], []]);
    expect(dns1035LabelFaults("2-orders")).toEqual([
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ]);
  });

  it("counts a line end at the end, and every other character", () => {
    expect(dns1123LabelFaults("orders\n")).toHaveLength(1);
    expect(dns1123LabelFaults("x".repeat(64))).toEqual(["must be no more than 63 characters"]);
  });

  it("tells dots in a label from other faults", () => {
    expect(dns1123LabelFaults("a.b")).toEqual(["must not contain dots"]);
  });

  it("tries a prefix with a letter at its end", () => {
    expect(dns1035PrefixFaults("orders-")).toEqual([]);
    expect(dns1035PrefixFaults("Orders-")).toHaveLength(1);
  });

  it("takes an empty label value but no empty key", () => {
    expect(labelValueFaults("")).toEqual([]);
    expect(qualifiedNameFaults("")[0]).toBe("name part must be non-empty");
    expect(qualifiedNameFaults("/a")).toEqual(["prefix part must be non-empty"]);
  });
});
