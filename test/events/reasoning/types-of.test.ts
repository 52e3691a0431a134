import { describe, expect, it } from "vitest";
import { admitsType, reason, typesOf } from "../../../src/events/reasoning/index.ts";

const cesql = (expression: string) => reason({ filters: [{ cesql: expression }] });
const types = (...all: readonly string[]) => ({ kind: "types", types: new Set(all) });
const prefixes = (...all: readonly string[]) => ({ kind: "prefixes", prefixes: new Set(all) });

describe("the types a filter admits", () => {
  it("are the ones it names, in every dialect", () => {
    expect(typesOf(reason({ attributes: { type: "a", source: "/s" } }))).toEqual(types("a"));
    expect(
      typesOf(reason({ filters: [{ any: [{ exact: { type: "a" } }, { cesql: "type IN ('b', 'c')" }] }] })),
    ).toEqual(types("a", "b", "c"));
    expect(typesOf(cesql("(type = 'a' AND LENGTH(subject) > 3) OR type = 'b'"))).toEqual(types("a", "b"));
  });

  it("are those of a list that nothing else forbids", () => {
    expect(
      typesOf(
        reason({
          filters: [
            { cesql: "type IN ('order.a', 'order.b', 'x')" },
            { prefix: { type: "order." } },
            { not: { suffix: { type: "b" } } },
          ],
        }),
      ),
    ).toEqual(types("order.a"));
  });

  it("are none for a filter that lets nothing through", () => {
    expect(typesOf(cesql("type = 'a' AND type = 'b'"))).toEqual(types());
    expect(typesOf(cesql("FALSE"))).toEqual(types());
  });

  it("are known by their start where that is all it says", () => {
    expect(typesOf(reason({ filters: [{ prefix: { type: "order." } }] }))).toEqual(prefixes("order."));
    expect(typesOf(cesql("(type LIKE 'order.%' AND type LIKE 'order.eu.%') OR type = 'x'"))).toEqual(
      prefixes("order.eu.", "x"),
    );
  });

  it("are unknown where the filter speaks of other things, or says what they are not", () => {
    for (const expression of ["source = 'a'", "type != 'a'", "type = 'a' OR region = 'eu'", "LENGTH(type) = 1"]) {
      expect(typesOf(cesql(expression))).toEqual({ kind: "unknown" });
    }
    expect(typesOf(reason({}))).toEqual({ kind: "unknown" });
  });

  it("can be asked for one by one", () => {
    const filter = cesql("type != 'a' AND type LIKE '%.v1'");
    expect(["a", "b.v1", "b.v2"].map((type) => admitsType(filter, type))).toEqual(["no", "yes", "no"]);
  });
});
