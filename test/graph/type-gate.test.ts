import { describe, expect, it } from "vitest";
import { typeGate } from "../../src/graph/index.ts";
import { readRecording } from "../fidelity/recordings.ts";

interface Row {
  readonly id: string;
  readonly filter?: { readonly attributes?: Readonly<Record<string, string>> };
  readonly filters?: readonly unknown[];
  readonly event: { readonly type?: string };
  readonly result: string;
  readonly otherOrders?: readonly string[];
}

describe("typeGate", () => {
  it("lets the one type of a legacy filter pass", () => {
    const gate = typeGate({ attributes: { type: "a", source: "s" } });
    expect(gate.exact).toEqual(new Set(["a"]));
    expect(gate.admits("a")).toBe(true);
    expect(gate.admits("b")).toBe(false);
  });

  it("lets everything pass without a filter, and with an empty legacy value", () => {
    expect(typeGate({}).passesAll).toBe(true);
    expect(typeGate({ attributes: { type: "" } }).passesAll).toBe(true);
    expect(typeGate({ filters: [] }).passesAll).toBe(true);
  });

  it("reads `filters` and forgets `filter` when both are there", () => {
    const gate = typeGate({ attributes: { type: "a" }, filters: [{ exact: { type: "b" } }] });
    expect(gate.exact).toEqual(new Set(["b"]));
  });

  it("joins the types of `any`, and takes from them what the rest of `all` refuses", () => {
    const any = { any: [{ exact: { type: "a.one" } }, { exact: { type: "b.two" } }] };
    expect(typeGate({ filters: [any] }).exact).toEqual(new Set(["a.one", "b.two"]));
    expect(typeGate({ filters: [any, { prefix: { type: "b." } }] }).exact).toEqual(new Set(["b.two"]));
    expect(typeGate({ filters: [any, { not: { exact: { type: "a.one" } } }] }).exact).toEqual(new Set(["b.two"]));
  });

  it("keeps every type where one branch of `any` does not speak of types", () => {
    expect(typeGate({ filters: [{ any: [{ exact: { type: "a" } }, { cesql: "subject = 's'" }] }] }).passesAll).toBe(
      true,
    );
  });

  it("does not conclude from `not` over more than the type", () => {
    const gate = typeGate({ filters: [{ not: { exact: { type: "a", source: "s" } } }] });
    expect(gate.admits("a")).toBe(true);
  });

  it("drops a filter with an empty value, as Knative does", () => {
    expect(typeGate({ filters: [{ exact: { type: "a", subject: "" } }] }).passesAll).toBe(true);
  });

  it("survives filters of any shape", () => {
    for (const filters of [
      [null],
      ["x"],
      [[]],
      [{ exact: [] }],
      [{ all: "x" }],
      [{ not: 3 }],
      [{ exact: { type: 3 } }],
    ]) {
      expect(typeGate({ filters }).passesAll).toBe(true);
    }
  });

  it("never shuts out a type that Knative delivered, in every recording", () => {
    const rows = readRecording<Row>("filters");
    const wrong = rows.filter((row) => {
      const gate = typeGate({
        ...(row.filter?.attributes === undefined ? {} : { attributes: row.filter.attributes }),
        ...(row.filters === undefined ? {} : { filters: row.filters }),
      });
      const delivered = [row.result, ...(row.otherOrders ?? [])].some(
        (result) => result === "pass" || result === "none",
      );
      return delivered && !gate.admits(row.event.type ?? "");
    });
    expect(rows.length).toBeGreaterThan(3000);
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});
