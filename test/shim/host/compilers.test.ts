import { describe, expect, it } from "vitest";
import { jsonataExpressions } from "../../../src/shim/host/jsonata.ts";
import { ajvSchemas } from "../../../src/shim/host/schemas.ts";
import { needsOf } from "../../../src/shim/index.ts";
import { tableOf } from "../harness.ts";

const evaluate = (text: string, input: unknown) =>
  new Promise((done) => void jsonataExpressions({ now: () => 7 }).compile(text)(input, done));

describe("JSONata", () => {
  it("gives the value, and the present by the clock", async () => {
    expect(
      await evaluate('{"sum": $sum(data.items.price), "at": $millis()}', {
        data: { items: [{ price: 1 }, { price: 2 }] },
      }),
    ).toEqual({
      value: { sum: 3, at: 7 },
    });
  });

  it.each([
    ["a fault of the expression", "$number('x')", /Unable to cast value to a number/],
    ["an endless loop", "($f := function($n) { $f($n + 1) }; $f(1))", /./],
    ["a list without end", "[1..9999999]", /./],
    ["code in data", "$eval('1')", /\$eval is not available/],
  ])("ends in an error for %s", async (_, text, expected) => {
    expect(await evaluate(text, {})).toEqual({ error: expect.stringMatching(expected) as string });
  });

  it("tells nothing after it was cancelled", async () => {
    const told: unknown[] = [];
    jsonataExpressions({ now: () => 0 }).compile("1")({}, (result) => void told.push(result))();
    await new Promise((done) => setImmediate(done));
    expect(told).toEqual([]);
  });

  it("refuses what is no expression", () => {
    expect(() => jsonataExpressions({ now: () => 0 }).compile("a.(")).toThrow('Expected ")" before end of expression');
  });
});

describe("JSON Schema", () => {
  it("tells where data does not fit, and takes what a contract's library writes", () => {
    const check = ajvSchemas().compile({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: "order",
      type: "object",
      properties: { a: { type: "integer" }, when: { type: "string", format: "date-time" } },
      required: ["a"],
      additionalProperties: false,
    });
    expect(check({ a: 1, when: "x" })).toEqual([]);
    expect(check({ a: "1" })).toEqual(["/a must be integer"]);
    expect(check(undefined)).toEqual(["it must be object"]);
    expect(check(JSON.parse('{"a":1,"__proto__":{}}'))).toEqual(["it must NOT have additional properties"]);
  });

  it("takes older drafts, and refuses what is no schema", () => {
    expect(ajvSchemas().compile({ $schema: "http://json-schema.org/draft-07/schema#", const: 1 })(1)).toEqual([]);
    expect(() => ajvSchemas().compile({ type: "objekt" })).toThrow("schema is invalid");
    expect(() => ajvSchemas().compile([])).toThrow("A schema is an object, true or false");
  });
});

describe("what a table needs", () => {
  it("is nothing more for a table without expressions and schemas", () => {
    expect(needsOf(tableOf({ mode: "fuse", flow: [{ discard: true }] }))).toEqual({ jsonata: false, schemas: false });
  });

  it("is found in conditions too, and not in what only looks like it", () => {
    const when = { jsonata: "true" };
    const flow = [{ switch: [{ when, flow: [{ discard: true as const }] }], otherwise: [{ discard: true as const }] }];
    expect(needsOf(tableOf({ mode: "fuse", flow, validate: { types: { a: true } } }))).toEqual({
      jsonata: true,
      schemas: true,
    });
    const response = { type: "t", data: { jsonata: "text" } };
    expect(needsOf(tableOf({ mode: "envelope", to: "a", response }, "a")).jsonata).toBe(false);
  });
});
