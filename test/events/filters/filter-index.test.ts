import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFilter, FilterIndex, type FilterSpec } from "../../../src/events/filters/index.ts";
import { events, filterSpecs } from "./arbitraries.ts";

describe("an index of filters", () => {
  it("selects what every filter by itself lets through, in the given order", () => {
    fc.assert(
      fc.property(fc.array(filterSpecs, { maxLength: 30 }), fc.array(events, { maxLength: 5 }), (specs, sent) => {
        const index = new FilterIndex(specs.map((filter, value) => ({ filter, value })));
        for (const event of sent) {
          const alone = specs.flatMap((spec, value) => (compileFilter(spec)(event) === "fail" ? [] : [value]));
          expect(index.select(event)).toEqual(alone);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, (n: number) => FilterSpec]>([
    ["exact types", (n) => ({ filters: [{ exact: { type: `order.${n}` } }] })],
    ["legacy types", (n) => ({ attributes: { type: `order.${n}`, source: "/s" } })],
    [
      "prefixes of sources",
      (n) => ({ filters: [{ all: [{ prefix: { source: `/orders/${n}/` } }, { exact: { specversion: "1.0" } }] }] }),
    ],
    [
      "one of two suffixes",
      (n) => ({ filters: [{ any: [{ suffix: { type: `-${n}` } }, { suffix: { source: `-${n}` } }] }] }),
    ],
    ["expressions", (n) => ({ filters: [{ cesql: `type = 'order.${n}' AND EXISTS source` }] })],
  ])("evaluates few of 10,000 filters on %s", (_, spec) => {
    let evaluated = 0;
    const event = {
      attributes: counting({ specversion: "1.0", id: "1", type: "order.7", source: "/s" }, () => evaluated++),
    };
    const index = new FilterIndex(Array.from({ length: 10_000 }, (_, value) => ({ filter: spec(value), value })));
    evaluated = 0;
    index.select(event);
    expect(evaluated).toBeLessThan(50);
  });

  it("takes a filter nested without end among others", () => {
    let filter: unknown = {};
    for (let depth = 0; depth < 100_000; depth++) filter = { not: filter };
    const index = new FilterIndex([
      { filter: { filters: [filter] }, value: "deep" },
      { filter: {}, value: "open" },
    ]);
    expect(index.select({ attributes: { type: "order" } })).toEqual(["open"]);
  });

  it("evaluates equal filters once", () => {
    let reads = 0;
    const event = { attributes: counting({ specversion: "1.0", id: "1", type: "order", source: "/s" }, () => reads++) };
    const filter = { filters: [{ not: { exact: { type: "x" } } }] };
    const index = new FilterIndex(Array.from({ length: 1_000 }, (_, value) => ({ filter, value })));
    reads = 0;
    expect(index.select(event)).toHaveLength(1_000);
    expect(reads).toBeLessThan(5);
  });
});

/** Counts how often an attribute is read. */
function counting(attributes: Record<string, string>, onRead: () => void): Record<string, string> {
  return new Proxy(attributes, {
    get(target, name, receiver) {
      onRead();
      return Reflect.get(target, name, receiver);
    },
  });
}
