import type { JsonSchema } from "../contract.ts";
import type { StandardIssue, StandardSchema } from "../standard-schema.ts";

/** The part of JSON Schema that says what a source's data look like. What is not named is let through. */
export interface JsonShape {
  readonly type: "object" | "array" | "string";
  readonly properties?: Readonly<Record<string, JsonShape>>;
  readonly required?: readonly string[];
  /** Of an object: what every other field is. */
  readonly additionalProperties?: JsonShape;
  /** Of an array: what each item is. */
  readonly items?: JsonShape;
}

/** A Standard Schema of a shape, so that `sluice/events` needs no schema library for what is already known. */
export function shaped<T>(shape: JsonShape): StandardSchema<T, T> {
  return {
    "~standard": {
      version: 1,
      vendor: "sluice",
      validate: (value) => {
        const issues = issuesOf(value, shape, []);
        return issues.length === 0 ? { value: value as T } : { issues };
      },
      jsonSchema: { input: () => ({ ...shape }) satisfies JsonSchema },
    },
  };
}

const WORDS = { object: "must be an object", array: "must be a list", string: "must be a text" } as const;

function issuesOf(value: unknown, shape: JsonShape, path: readonly PropertyKey[]): readonly StandardIssue[] {
  if (!isOfType(value, shape.type)) return [{ message: WORDS[shape.type], path }];
  if (Array.isArray(value)) {
    const { items } = shape;
    return items === undefined ? [] : value.flatMap((item, index) => issuesOf(item, items, [...path, index]));
  }
  if (typeof value !== "object" || value === null) return [];
  const { properties = {}, required = [], additionalProperties } = shape;
  const missing = required.filter((name) => !Object.hasOwn(value, name));
  return [
    ...missing.map((name) => ({ message: "is missing", path: [...path, name] })),
    ...Object.entries(value).flatMap(([name, field]: [string, unknown]) => {
      const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      return known === undefined ? [] : issuesOf(field, known, [...path, name]);
    }),
  ];
}

function isOfType(value: unknown, type: JsonShape["type"]): boolean {
  if (type === "string") return typeof value === "string";
  if (type === "array") return Array.isArray(value);
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
