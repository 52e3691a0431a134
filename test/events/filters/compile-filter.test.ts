import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttributeValue, WireEvent } from "../../../src/events/event.ts";
import { compileFilter, explainFilter, type FilterSpec, liveFilter } from "../../../src/events/filters/index.ts";
import { events, filterSpecs } from "./arbitraries.ts";

describe("a Trigger's filter", () => {
  it("lets everything through when there is none", () => {
    expect(compileFilter({})(event())).toBe("none");
    expect(compileFilter({ filters: [] })(event())).toBe("none");
  });

  it("asks of legacy attributes that each has its text", () => {
    expect(outcome({ attributes: { type: "order", source: "/s" } })).toBe("pass");
    expect(outcome({ attributes: { type: "order", source: "/t" } })).toBe("fail");
    expect(outcome({ attributes: { region: "eu" } })).toBe("fail");
  });

  it("takes an empty legacy text for any value that is there", () => {
    expect(outcome({ attributes: { subject: "" } })).toBe("fail");
    expect(outcome({ attributes: { subject: "" } }, { subject: "x" })).toBe("pass");
  });

  it("matches an absent time as the zero time", () => {
    expect(outcome({ attributes: { time: "" } })).toBe("pass");
    expect(outcome({ filters: [{ prefix: { time: "0001" } }] })).toBe("pass");
  });

  it("looks at `filters` alone when there are any", () => {
    expect(outcome({ attributes: { type: "nothing" }, filters: [{ exact: { type: "order" } }] })).toBe("pass");
  });

  it("compares with case, from the start, and from the end", () => {
    expect(outcome({ filters: [{ exact: { type: "Order" } }] })).toBe("fail");
    expect(outcome({ filters: [{ prefix: { type: "or" } }, { suffix: { type: "er" } }] })).toBe("pass");
  });

  it("formats numbers and booleans, which the legacy filter never matches", () => {
    expect(outcome({ filters: [{ exact: { n: "7", flag: "true" } }] }, { n: 7, flag: true })).toBe("pass");
    expect(outcome({ attributes: { n: "7" } }, { n: 7 })).toBe("fail");
  });

  it("drops a filter with an empty text, which then lets everything through", () => {
    expect(outcome({ filters: [{ exact: { type: "" } }] })).toBe("none");
    expect(outcome({ filters: [{ exact: { type: "" } }, { exact: { type: "x" } }] })).toBe("fail");
  });

  it("lets an `any` through whose last filter says nothing", () => {
    expect(outcome({ filters: [{ any: [{ exact: { type: "x" } }, { not: {} }] }] })).toBe("none");
    expect(outcome({ filters: [{ any: [{ not: {} }, { exact: { type: "x" } }] }] })).toBe("fail");
  });

  it("turns an evaluation error under `not` into a match", () => {
    expect(outcome({ filters: [{ cesql: "missing = 1" }] })).toBe("fail");
    expect(outcome({ filters: [{ not: { cesql: "missing = 1" } }] })).toBe("pass");
  });

  it("matches nothing where a CESQL value is no boolean, `not` or not", () => {
    expect(outcome({ filters: [{ cesql: "LENGTH(type)" }] })).toBe("fail");
    expect(outcome({ filters: [{ not: { cesql: "LENGTH(type)" } }] })).toBe("fail");
  });

  it("drops an expression that Knative reports, and matches nothing where it panics", () => {
    expect(outcome({ filters: [{ cesql: ")" }] })).toBe("none");
    expect(outcome({ filters: [{ not: { cesql: "1-1" } }] })).toBe("fail");
  });

  it("reads no attribute from a prototype", () => {
    expect(outcome({ attributes: { constructor: "" } })).toBe("fail");
    expect(compileFilter({ filters: [{ exact: { toString: "x" } }] })({ attributes: { type: "order" } })).toBe("fail");
  });

  it("takes what a manifest should not hold without complaint", () => {
    const hostile: unknown[] = [
      null,
      1,
      "x",
      [],
      { exact: 1 },
      { all: {} },
      { not: null },
      { cesql: 5 },
      { exact: { type: 1 } },
    ];
    for (const filter of hostile) expect(outcome({ filters: [filter] })).toBe("none");
  });

  it("refuses to follow a filter nested without end", () => {
    let filter: unknown = { exact: { type: "order" } };
    for (let depth = 0; depth < 100_000; depth++) filter = { not: filter };
    expect(outcome({ filters: [filter] })).toBe("fail");
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 4 }), events, (filters, event) => {
        const spec = { filters: Array.isArray(filters) ? filters : [filters] };
        expect(["pass", "fail", "none"]).toContain(compileFilter(spec)(event));
      }),
    );
  });
});

describe("the explanation", () => {
  it("names attribute, wanted text and what the event has", () => {
    const spec = {
      filters: [{ exact: { type: "order" } }, { any: [{ prefix: { source: "/t" } }, { exact: { region: "eu" } }] }],
    };
    expect(explainFilter(spec, event())).toEqual({
      outcome: "fail",
      reasons: [
        { path: "filters[1].any[0].prefix.source", dialect: "prefix", attribute: "source", wanted: "/t", got: "/s" },
        { path: "filters[1].any[1].exact.region", dialect: "exact", attribute: "region", wanted: "eu", got: undefined },
      ],
    });
  });

  it("names every condition, however many there are", () => {
    const exact = Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [`a${n}`, "x"]));
    const { reasons } = explainFilter({ filters: [{ any: [{ exact }, { exact: { type: "x" } }] }] }, event());
    expect(reasons).toHaveLength(200_001);
  });

  it("names the legacy attribute that differs", () => {
    expect(explainFilter({ attributes: { type: "x", source: "/s" } }, event())).toEqual({
      outcome: "fail",
      reasons: [
        { path: "filter.attributes.type", dialect: "attributes", attribute: "type", wanted: "x", got: "order" },
      ],
    });
  });

  it("gives the value and the error of an expression", () => {
    expect(explainFilter({ filters: [{ cesql: "type = 'x'" }] }, event()).reasons).toEqual([
      { path: "filters[0].cesql", dialect: "cesql", expression: "type = 'x'", value: false },
    ]);
    expect(explainFilter({ filters: [{ cesql: "LENGTH(type)" }] }, event()).reasons).toEqual([
      {
        path: "filters[0].cesql",
        dialect: "cesql",
        expression: "LENGTH(type)",
        value: 5,
        error: "its value is no boolean",
      },
    ]);
  });

  it("tells of an expression that ends Knative's filter", () => {
    expect(explainFilter({ filters: [{ not: { cesql: "1-1" } }] }, event()).reasons).toEqual([
      {
        path: "filters[0].not.cesql",
        dialect: "panic",
        expression: "1-1",
        error: '"-1" cannot stand at position 2; expected an operator or the end.',
      },
    ]);
  });

  it("says the same as the filter, and why exactly when it withholds", () => {
    fc.assert(
      fc.property(filterSpecs, events, (spec, event) => {
        const explanation = explainFilter(spec, event);
        expect(explanation.outcome).toBe(compileFilter(spec)(event));
        expect(explanation.reasons.length > 0).toBe(explanation.outcome === "fail");
      }),
    );
  });
});

describe("a filter that runs", () => {
  it("asks first, in an `any`, what let most events through", () => {
    const live = liveFilter({ filters: [{ any: [{ not: {} }, { exact: { type: "t.two" } }] }] });
    const types = ["t.one", "t.two", "t.one"];
    expect(types.map((type) => live(event({ type })))).toEqual(["fail", "pass", "none"]);
  });

  it("asks first, in an `all`, what withheld most events", () => {
    const live = liveFilter({ filters: [{ exact: { type: "order" } }, { not: {} }, { exact: { n: "1" } }] });
    expect(live(event({ n: "1" }))).toBe("pass");
    expect(live(event({ n: "2" }))).toBe("fail");
    expect(live(event({ n: "1" }))).toBe("none");
  });

  it("moves a filter one place at a time, when it has decided more than twice as often as the one before", () => {
    const live = liveFilter({ filters: [{ any: [{ exact: { a: "1" } }, { exact: { b: "1" } }, { not: {} }] }] });
    const [a, b, neither] = [event({ a: "1" }), event({ b: "1" }), event()];
    // After one each the order stands; the third of `b` is more than twice the one of `a`.
    expect([a, b, b, neither].map(live)).toEqual(["pass", "pass", "pass", "none"]);
    expect([b, neither].map(live)).toEqual(["pass", "none"]);
  });

  it("says the same as the declared order where every filter says something", () => {
    const saying: FilterSpec = {
      filters: [
        { any: [{ prefix: { type: "t" } }, { all: [{ suffix: { type: "o" } }, { exact: { source: "/s" } }] }] },
      ],
    };
    fc.assert(
      fc.property(fc.array(fc.constantFrom("t.one", "two", "order", "no", "zero")), (types) => {
        const live = liveFilter(saying);
        const declared = compileFilter(saying);
        for (const type of types) expect(live(event({ type }))).toBe(declared(event({ type })));
      }),
    );
  });
});

function outcome(spec: FilterSpec, more: Record<string, AttributeValue> = {}): string {
  return compileFilter(spec)(event(more));
}

function event(more: Record<string, AttributeValue> = {}): WireEvent {
  return { attributes: { specversion: "1.0", id: "1", source: "/s", type: "order", ...more } };
}
