import { createHash } from "node:crypto";

/** Words that describe a schema and change nothing about what it accepts. */
const ANNOTATIONS = new Set([
  "$schema",
  "$id",
  "$comment",
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
]);
/** Keywords whose value maps names to schemas: a property named `title` is no annotation. */
const NAMED = new Set(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"]);
/** Keywords whose value is data, kept as it is. */
const LITERAL = new Set(["const", "enum"]);

/** The hash two meanings of one type are told apart by: `sha256-` and 64 hex digits over {@link canonicalSchema}. */
export function schemaHash(schema: unknown): string {
  return `sha256-${createHash("sha256")
    .update(JSON.stringify(canonicalSchema(schema)))
    .digest("hex")}`;
}

/** A JSON Schema with keys and `required` sorted, and annotations and `$schema` removed. */
export function canonicalSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(canonicalSchema);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema)
    .filter(([key]) => !ANNOTATIONS.has(key))
    .sort(byKey)
    .map(([key, value]) => [key, canonicalKeyword(key, value)]);
  return Object.fromEntries(entries);
}

function canonicalKeyword(key: string, value: unknown): unknown {
  if (LITERAL.has(key)) return value;
  if (key === "required" && Array.isArray(value)) return [...value].map(String).sort(byText);
  if (NAMED.has(key) && typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .sort(byKey)
        .map(([name, inner]) => [name, canonicalSchema(inner)]),
    );
  }
  return canonicalSchema(value);
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return byText(a, b);
}

/** By code unit, so that no locale moves a key. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
