import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FilterSpec } from "../../../src/events/filters/index.ts";
import {
  and,
  exampleOf,
  implies,
  isAlwaysTrue,
  isSatisfiable,
  not,
  or,
  overlaps,
  reason,
} from "../../../src/events/reasoning/index.ts";
import { afterHop, canBe, variableOf } from "../../../src/events/reasoning/variables.ts";

const cesql = (expression: string) => reason({ filters: [{ cesql: expression }] });
const filter = (...filters: readonly unknown[]) => reason({ filters });
const legacy = (attributes: Record<string, string>) => reason({ attributes });
const created = filter({ exact: { type: "order.created" } });

describe("a filter that lets nothing through", () => {
  it.each<[string, FilterSpec]>([
    ["two types at once", { filters: [{ exact: { type: "a" } }, { exact: { type: "b" } }] }],
    ["a type outside its prefix", { filters: [{ exact: { type: "a.b" } }, { prefix: { type: "b." } }] }],
    ["a prefix and its denial", { filters: [{ prefix: { type: "order." } }, { not: { prefix: { type: "o" } } }] }],
    ["starts that differ", { filters: [{ prefix: { type: "order." } }, { cesql: "type LIKE 'invoice.%'" }] }],
    ["an extension that is there and absent", { filters: [{ cesql: "EXISTS region AND NOT EXISTS region" }] }],
    ["an extension compared and absent", { filters: [{ cesql: "NOT EXISTS region" }, { exact: { region: "eu" } }] }],
    ["a list without a common text", { filters: [{ cesql: "type IN ('a', 'b') AND type IN ('c', 'd')" }] }],
    ["an id that is empty", { filters: [{ cesql: "id = ''" }] }],
    ["a specversion nobody speaks", { filters: [{ exact: { specversion: "2.0" } }] }],
    ["a name no attribute has", { filters: [{ exact: { "order-id": "x" } }] }],
    ["a number, which is no boolean", { filters: [{ cesql: "LENGTH(type)" }] }],
    ["a function there is not", { filters: [{ cesql: "NOPE('x')" }] }],
    ["a time that a hop rewrites", { filters: [{ exact: { time: "2026-01-01T02:00:00+02:00" } }] }],
    ["a source that a hop rewrites", { attributes: { source: "/café" } }],
    ["a pattern and not its start", { filters: [{ cesql: "type LIKE 'a%z'" }, { not: { prefix: { type: "a" } } }] }],
    [
      "one opaque thing and its opposite",
      { filters: [{ cesql: "LENGTH(type) > 3" }, { not: { cesql: "LENGTH(type) > 3" } }] },
    ],
  ])("is contradictory: %s", (_, spec) => {
    expect(isSatisfiable(reason(spec))).toBe("no");
  });
});

describe("a filter that lets everything through", () => {
  it.each<[string, FilterSpec]>([
    ["none at all", {}],
    ["an empty object", { filters: [{}] }],
    ["an empty text, which drops the filter", { filters: [{ exact: { type: "" } }] }],
    ["any legacy type", { attributes: { type: "" } }],
    ["any legacy time, found even where absent", { attributes: { time: "" } }],
    ["a claim or its denial", { filters: [{ any: [{ exact: { type: "a" } }, { not: { exact: { type: "a" } } }] }] }],
    ["an attribute that is always there", { filters: [{ cesql: "EXISTS source" }] }],
    ["an `all` that says nothing", { filters: [{ all: [{ not: {} }, { not: { all: [{}] } }] }] }],
    ["an error under `not`", { filters: [{ not: { cesql: "NOPE()" } }] }],
  ])("is always true: %s", (_, spec) => {
    expect(isAlwaysTrue(reason(spec))).toBe("yes");
  });

  it("is not one that an absent extension ends", () => {
    const claim = cesql("region = 'eu' OR region != 'eu'");
    expect(isAlwaysTrue(claim)).toBe("no");
    expect(isAlwaysTrue(or(claim, cesql("NOT EXISTS region")))).toBe("yes");
  });
});

describe("one filter and another", () => {
  it("says that the narrower implies the wider, across dialects, and shows an event for the other way", () => {
    const wider = cesql("type LIKE 'order.%' OR region IN ('eu', 'us')");
    expect([implies(created, wider), implies(wider, created)]).toEqual(["yes", "no"]);
    expect(exampleOf(and(wider, not(created)))).toEqual({
      attributes: { specversion: "1.0", id: "1", source: "/", type: "order." },
    });
  });

  it("takes the legacy filter and `exact` for the same", () => {
    const old = legacy({ type: "order.created" });
    expect([implies(old, created), implies(created, old)]).toEqual(["yes", "yes"]);
  });

  it("knows that prefix and LIKE differ where the text has a percent sign", () => {
    const [prefix, like] = [filter({ prefix: { region: "eu" } }), cesql("region LIKE 'eu%'")];
    expect([implies(like, prefix), implies(prefix, like)]).toEqual(["yes", "no"]);
    expect(exampleOf(and(prefix, not(like)))?.attributes["region"]).toMatch(/^eu%./);
  });

  it("knows that CESQL finds no subject where filters find an empty one", () => {
    expect(overlaps(cesql("EXISTS subject"), filter({ not: { cesql: "subject != ''" } }))).toBe("no");
    expect(overlaps(cesql("NOT EXISTS time"), filter({ prefix: { time: "0001-01-01" } }))).toBe("yes");
  });

  it("tells which filters can take the same event", () => {
    const deleted = filter({ exact: { type: "order.deleted" } });
    const european = filter({ prefix: { region: "eu-" } });
    expect([overlaps(created, deleted), overlaps(created, european)]).toEqual(["no", "yes"]);
    expect(exampleOf(and(created, european))?.attributes).toMatchObject({ type: "order.created" });
  });

  it("answers in spite of what nobody reasons about, where it can", () => {
    const narrow = cesql("type = 'a' AND LENGTH(region) > 3");
    expect(implies(narrow, filter({ exact: { type: "a" } }))).toBe("yes");
    expect(overlaps(narrow, filter({ exact: { type: "b" } }))).toBe("no");
    expect(implies(narrow, cesql("LENGTH(region) > 3"))).toBe("yes");
    expect(exampleOf(cesql("INT(priority) > 5 AND type = 'a'"))?.attributes).toMatchObject({
      type: "a",
      priority: "6",
    });
  });

  it("says unknown where nobody can say", () => {
    expect(isSatisfiable(cesql("LENGTH(type) > 100000000"))).toBe("unknown");
    // Whether Knative drops this one or panics is guesswork.
    expect(isSatisfiable(cesql("type ="))).toBe("unknown");
    // Which of the two is the last changes while Knative runs.
    expect(isAlwaysTrue(filter({ any: [{ not: {} }, { exact: { type: "a" } }] }))).toBe("unknown");
    expect(isSatisfiable(cesql("KN_VERIFY_CORRELATION_ID(a, b, c, d, 1, 2)"))).toBe("unknown");
  });
});

describe("a hop", () => {
  const texts = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.string({
      unit: fc.constantFrom("a", "/", ":", "%", "2", "f", "é", " ", "?", "#", "[", "]", "@", "*", "."),
      maxLength: 8,
    }),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.constantFrom(
      "2026-01-01T1:00:00,500+24:00",
      "0000-01-01T00:00:00+01:00",
      "text/html; charset=utf-8",
      'A/B; q="x"',
    ),
    fc.string({ unit: "binary", maxLength: 6 }),
  );
  const names = fc.constantFrom("id", "type", "source", "subject", "time", "datacontenttype", "dataschema", "region");

  it("leaves alone what a hop has written, on which every claim about impossible texts rests", () => {
    let rewritten = 0;
    fc.assert(
      fc.property(names, texts, fc.constantFrom("1.0", "0.3"), (name, text, specversion) => {
        const attributes = { specversion, id: "1", source: "/", type: "x", [name]: text };
        const once = afterHop({ attributes });
        const twice = once && afterHop(once);
        if (once === undefined || twice === undefined) return;
        expect(twice).toEqual(once);
        const variable = variableOf(name);
        const value = variable.read(once);
        if (value === undefined) return;
        if (value !== text) rewritten++;
        expect(canBe(variable, String(value))).toBe(true);
      }),
      { seed: 20_261_121, numRuns: 20_000 },
    );
    expect(rewritten).toBeGreaterThan(500);
  });
});
