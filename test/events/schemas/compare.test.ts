import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compareSchemas, judgeValue } from "../../../src/events/schemas/index.ts";
import { samplesOf } from "../../../src/events/schemas/samples.ts";

const json = (schema: z.ZodType): unknown => z.toJSONSchema(schema, { io: "input" });
const compare = (sent: z.ZodType, ...accepted: readonly z.ZodType[]) => compareSchemas(json(sent), accepted.map(json));

const order = z.object({ id: z.string(), total: z.number(), note: z.string().optional() });

describe("compareSchemas", () => {
  it.each([
    ["the same", order, order],
    ["a property that the step does not read", order, z.object({ id: z.string() })],
    ["an optional property of the step that is always there", order, z.object({ id: z.string().optional() })],
    ["an optional property of the step that nobody sends", order, order.extend({ gift: z.boolean().optional() })],
    ["an integer for a number", z.object({ n: z.int() }), z.object({ n: z.number() })],
    ["a narrower range", z.object({ n: z.number().min(2).max(3) }), z.object({ n: z.number().min(1) })],
    ["fewer texts of an enum", z.object({ s: z.enum(["a"]) }), z.object({ s: z.enum(["a", "b"]) })],
    ["a literal for a text", z.object({ s: z.literal("a") }), z.object({ s: z.string() })],
    ["a text for a text or null", z.object({ s: z.string() }), z.object({ s: z.string().nullable() })],
    ["one alternative of several", z.string(), z.union([z.string(), z.number()])],
    ["lists of narrower items", z.array(z.enum(["a"])), z.array(z.string())],
    ["anything where anything is taken", order, z.unknown()],
    ["an e-mail address as such", z.object({ to: z.email() }), z.object({ to: z.email() })],
    ["no other property where none is taken", order, z.strictObject(order.shape)],
  ])("accepts %s", (_title, sent, accepted) => {
    expect(compare(sent, accepted)).toEqual({ verdict: "compatible" });
  });

  it.each([
    [
      "a property that may be missing",
      order,
      order.required(),
      { example: { id: "text", total: 1 }, path: "note", why: "is missing" },
    ],
    [
      "another type, deep inside",
      z.object({ customer: z.object({ id: z.number() }) }),
      z.object({ customer: z.object({ id: z.string() }) }),
      { example: { customer: { id: 1 } }, path: "customer.id", why: "is an integer, not a string" },
    ],
    [
      "a text that the enum lost",
      z.object({ s: z.enum(["a", "b"]) }),
      z.object({ s: z.enum(["a"]) }),
      { example: { s: "b" }, path: "s", why: 'is "b", not one of "a"' },
    ],
    [
      "null",
      z.object({ s: z.string().nullable() }),
      z.object({ s: z.string() }),
      { example: { s: null }, path: "s", why: "is null, not a string" },
    ],
    [
      "items of another type",
      z.object({ tags: z.array(z.string()) }),
      z.object({ tags: z.array(z.number()) }),
      { example: { tags: ["text"] }, path: "tags[0]", why: "is a string, not a number" },
    ],
    [
      "a number with a fraction",
      z.object({ n: z.number() }),
      z.object({ n: z.int() }),
      { example: { n: 1.5 }, path: "n", why: "is a number, not an integer" },
    ],
    [
      "a property that must not be there",
      order,
      z.strictObject({ id: z.string(), total: z.number() }),
      { example: { id: "text", total: 1, note: "text" }, path: "note", why: "must not be there" },
    ],
  ])("finds %s, with an example", (_title, sent, accepted, found) => {
    expect(compare(sent, accepted)).toEqual({ verdict: "incompatible", ...found });
  });

  it("claims nothing that an alternative schema of the step may take", () => {
    const both = z.object({ s: z.enum(["a", "b"]) });
    expect(compare(both, z.object({ s: z.literal("a") }), z.object({ s: z.literal("b") }))).toEqual({
      verdict: "unknown",
    });
    expect(compare(both, z.object({ s: z.literal("a") }), z.object({ s: z.literal("c") })).verdict).toBe(
      "incompatible",
    );
  });

  it("calls unknown what it cannot read or prove", () => {
    expect(compare(z.object({ at: z.string() }), z.object({ at: z.iso.datetime() })).verdict).not.toBe("compatible");
    expect(compareSchemas({ type: "string" }, [{ format: "date-time" }])).toEqual({ verdict: "unknown" });
    expect(compareSchemas({ type: "object" }, [{ unevaluatedProperties: false }])).toEqual({ verdict: "unknown" });
    expect(compareSchemas({ type: "object" }, [{ properties: { a: { type: "string" } } }])).toEqual({
      verdict: "unknown",
    });
    expect(compareSchemas("no schema", [true])).toEqual({ verdict: "unknown" });
    expect(compareSchemas(true, [])).toEqual({ verdict: "unknown" });
  });

  it("ends on schemas that refer to themselves", () => {
    const tree = { $defs: { T: { type: "object", properties: { next: { $ref: "#/$defs/T" } } } }, $ref: "#/$defs/T" };
    expect(compareSchemas(tree, [tree])).not.toEqual({ verdict: "incompatible" });
    expect(compareSchemas({ $ref: "#" }, [{ $ref: "#" }]).verdict).not.toBe("incompatible");
  });

  it("never contradicts itself: what is compatible takes every sample, what is not has an example", () => {
    const schema = fc.letrec<{ schema: unknown }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(
          true,
          {},
          { type: "string" },
          { type: "null" },
          { type: ["string", "null"] },
          { type: "boolean" },
        ),
        fc.record({ type: fc.constantFrom("integer", "number"), minimum: fc.integer({ min: -2, max: 2 }) }),
        fc.record({ enum: fc.uniqueArray(fc.constantFrom("a", "b", 1, null), { minLength: 1 }) }),
        fc.record({ type: fc.constant("string"), minLength: fc.nat(3), maxLength: fc.integer({ min: 3, max: 5 }) }),
        fc.record({ type: fc.constant("array"), items: tie("schema") }),
        fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
        fc.record(
          {
            type: fc.constant("object"),
            properties: fc.dictionary(fc.constantFrom("x", "y"), tie("schema")),
            required: fc.subarray(["x", "y"]),
            additionalProperties: fc.boolean(),
          },
          { requiredKeys: ["type", "properties"] },
        ),
      ),
    })).schema;
    fc.assert(
      fc.property(schema, schema, (sent, accepted) => {
        const found = compareSchemas(sent, [accepted]);
        const accepts = (one: unknown, value: unknown): string =>
          judgeValue(one as Parameters<typeof judgeValue>[0], value).verdict;
        const example = "example" in found ? [found.example] : [];
        const takesExamples = example.map((one) => [accepts(sent, one), accepts(accepted, one)]);
        const samples = found.verdict === "compatible" ? samplesOf(sent as Parameters<typeof samplesOf>[0]) : [];
        const refused = samples.filter((one) => accepts(sent, one) === "yes" && accepts(accepted, one) === "no");
        expect([takesExamples, refused]).toEqual([example.map(() => ["yes", "no"]), []]);
        expect(compareSchemas(sent, [sent]).verdict).not.toBe("incompatible");
      }),
      { numRuns: 500 },
    );
  });
});
