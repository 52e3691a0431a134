import { describe, expect, it } from "vitest";
import { afterHop } from "../../src/events/reasoning/variables.ts";
import { type ContractRef, typeGate } from "../../src/graph/index.ts";
import { readRecording } from "../fidelity/recordings.ts";

interface Row {
  readonly id: string;
  readonly filter?: { readonly attributes?: Readonly<Record<string, string>> };
  readonly filters?: readonly unknown[];
  readonly event: Readonly<Record<string, unknown>> & { readonly type?: string };
  readonly result: string;
  /** What it was once the event had travelled a hop, where that differs. */
  readonly resultAfterHop?: string;
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
    const gate = typeGate({ filters: [{ any: [{ exact: { type: "a" } }, { cesql: "subject = 's'" }] }] });
    expect([gate.exact, gate.passesAll, gate.admits("b")]).toEqual([undefined, false, true]);
  });

  it("reads the types of CESQL as those of any other filter", () => {
    expect(typeGate({ filters: [{ cesql: "type = 'a' AND subject = 's'" }] }).exact).toEqual(new Set(["a"]));
    expect(typeGate({ filters: [{ cesql: "type IN ('a', 'b') AND type != 'a'" }] }).exact).toEqual(new Set(["b"]));
    const like = typeGate({ filters: [{ cesql: "type LIKE 'shop.order.%'" }] });
    expect([like.exact, like.admits("shop.order.placed"), like.admits("shop.cart")]).toEqual([undefined, true, false]);
  });

  it("knows a filter that contradicts itself: nothing passes", () => {
    expect(typeGate({ filters: [{ exact: { type: "a" } }, { exact: { type: "b" } }] }).exact).toEqual(new Set());
    expect(typeGate({ filters: [{ cesql: "subject = 'x' AND subject = 'y'" }] }).admits("a")).toBe(false);
  });

  it("holds what is known of an event against what the filter asks", () => {
    const gate = typeGate({ filters: [{ exact: { type: "a", source: "/s" } }] });
    const event = (values: Readonly<Record<string, string | null>>) => ({ type: "a", attributes: { values } });
    const judged = [{ type: "a" }, event({ source: "/s" }), event({ source: "/t" }), { type: "b" }].map((one) => [
      gate.mayPass(one),
      gate.surelyPasses(one),
    ]);
    expect(judged).toEqual([
      [true, false],
      [true, true],
      [false, false],
      [false, false],
    ]);
    expect(gate.asksAbout).toEqual(["source"]);
  });

  it("knows that an event has no extension but those it is known to have", () => {
    const event = { type: "a", attributes: { values: { region: "eu", subject: null }, isComplete: true as const } };
    const passes = (cesql: string) => typeGate({ filters: [{ cesql }] }).mayPass(event);
    expect(["EXISTS tier", "EXISTS region", "region = 'eu'", "region = 'us'", "EXISTS subject"].map(passes)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(passes("EXISTS knativeerrorcode")).toBe(true);
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

  it("agrees with every recording: what Knative delivered may pass, what it withheld does not pass for certain", () => {
    const rows = readRecording<Row>("filters");
    const wrong = rows.filter((row) => {
      const gate = typeGate({
        ...(row.filter?.attributes === undefined ? {} : { attributes: row.filter.attributes }),
        ...(row.filters === undefined ? {} : { filters: row.filters }),
      });
      const after = row.resultAfterHop ?? row.result;
      const orders = row.resultAfterHop === undefined ? [after, ...(row.otherOrders ?? [])] : [after];
      const delivered = orders.some((result) => result === "pass" || result === "none");
      const known = knownOf(row.event);
      if (delivered && !(gate.admits(known.type) && gate.mayPass(known))) return true;
      return orders.some((result) => result === "fail") && gate.surelyPasses(known);
    });
    expect(rows.length).toBeGreaterThan(3000);
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

/** The event as the next hop sees it, all of it known. */
function knownOf(event: Row["event"]): ContractRef & { readonly type: string } {
  const texts = Object.entries(event).filter(
    (entry): entry is [string, string] => entry[0] !== "data" && typeof entry[1] === "string",
  );
  const values = Object.entries(afterHop({ attributes: Object.fromEntries(texts) })?.attributes ?? {});
  const { type = "", ...rest } = Object.fromEntries(values.map(([name, value]) => [name, String(value)]));
  return { type: type === "" ? (event.type ?? "") : type, attributes: { values: rest } };
}
