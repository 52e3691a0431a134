import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineEvent } from "../../src/events/index.ts";
import { canonicalSchema, schemaHash } from "../../src/events/schema-hash.ts";

const hashOf = (data: z.ZodType) => defineEvent("a", { data }).schemaHash;

describe("the schema hash", () => {
  it("does not see the order of keys, descriptions or titles", () => {
    const one = hashOf(z.object({ table: z.string().describe("where"), rows: z.int() }).meta({ title: "Done" }));
    expect(one).toBe(hashOf(z.object({ rows: z.int(), table: z.string() })));
    expect(one).toMatch(/^sha256-[0-9a-f]{64}$/);
  });

  it("sees a field that becomes optional, another type and another name", () => {
    const hashes = [
      hashOf(z.object({ rows: z.int() })),
      hashOf(z.object({ rows: z.int().optional() })),
      hashOf(z.object({ rows: z.string() })),
      hashOf(z.object({ row: z.int() })),
    ];
    expect(new Set(hashes).size).toBe(4);
  });

  it("keeps a property that is named like an annotation", () => {
    expect(
      canonicalSchema({ type: "object", title: "T", properties: { title: { type: "string", title: "x" } } }),
    ).toEqual({
      properties: { title: { type: "string" } },
      type: "object",
    });
  });

  it("keeps constants and enums as they are", () => {
    expect(canonicalSchema({ enum: [{ b: 1, a: 2, title: "kept" }] })).toEqual({
      enum: [{ b: 1, a: 2, title: "kept" }],
    });
  });

  it("is the same for any order of keys", () => {
    const schema = fc.letrec((tie) => ({
      node: fc.dictionary(fc.string(), fc.oneof({ maxDepth: 3 }, fc.string(), fc.boolean(), tie("node"))),
    })).node;
    fc.assert(
      fc.property(schema, (value) => {
        expect(schemaHash(reversed(value))).toBe(schemaHash(value));
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}
