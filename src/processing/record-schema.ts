import type { StandardIssue, StandardSchema } from "../events/standard-schema.ts";

/** What one field of a record is. */
export type FieldKind = "text" | "count" | "scalars";

const JSON_SCHEMAS: Readonly<Record<FieldKind, Readonly<Record<string, unknown>>>> = {
  text: { type: "string" },
  count: { type: "integer", minimum: 0 },
  scalars: { type: "object", additionalProperties: { type: ["string", "number", "boolean", "null"] } },
};

const ACCEPTS: Readonly<Record<FieldKind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  count: (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0,
  scalars: (value) => isRecord(value) && Object.values(value).every(isScalar),
};

const WORDS: Readonly<Record<FieldKind, string>> = {
  text: "a text",
  count: "a whole number from 0",
  scalars: "an object of texts, numbers, booleans and nulls",
};

/**
 * The schema of a flat record whose fields must all be there; others are let through. Kept here so that what authors
 * import loads no schema library.
 */
export function recordSchema<T extends object>(
  fields: { readonly [Name in keyof T]: FieldKind },
): StandardSchema<T, T> {
  const entries = Object.entries<FieldKind>(fields);
  return {
    "~standard": {
      version: 1,
      vendor: "sluice",
      validate: (value) => {
        const issues = issuesOf(value, entries);
        return issues.length === 0 ? { value: value as T } : { issues };
      },
      jsonSchema: {
        input: () => ({
          type: "object",
          properties: Object.fromEntries(entries.map(([name, kind]) => [name, JSON_SCHEMAS[kind]])),
          required: entries.map(([name]) => name),
        }),
      },
    },
  };
}

function issuesOf(value: unknown, fields: readonly (readonly [string, FieldKind])[]): readonly StandardIssue[] {
  if (!isRecord(value)) return [{ message: "must be an object" }];
  return fields
    .filter(([name, kind]) => !Object.hasOwn(value, name) || !ACCEPTS[kind](value[name]))
    .map(([name, kind]) => ({ message: `must be ${WORDS[kind]}`, path: [name] }));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
