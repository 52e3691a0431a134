import { isRecord, isSchema, propertiesOf, requiredOf, resolveRef, type Schema, schemasOf, typesOf } from "./schema.ts";

/** At most so many values of one schema, of schemas so deep, and of so many schemas in all. */
const MOST = 40;
const DEEPEST = 8;
const MOST_STEPS = 2_000;
const MOST_OF_OBJECT = 1_000;

/**
 * Values that a schema might accept, made so that they differ where schemas like to differ: each property left out, of
 * each of its types, at its limits, each text of an enum. They need not all be accepted; no property is made up.
 */
export function samplesOf(schema: Schema): readonly unknown[] {
  return samples(schema, { root: schema, steps: { left: MOST_STEPS }, depth: 0 });
}

interface Context {
  readonly root: Schema;
  readonly steps: { left: number };
  readonly depth: number;
}

function samples(schema: Schema, context: Context): readonly unknown[] {
  if (schema === false || context.depth > DEEPEST || --context.steps.left < 0) return [];
  if (schema === true) return ["text"];
  if ("const" in schema) return [schema.const];
  if (Array.isArray(schema.enum)) return schema.enum.slice(0, MOST);
  const inner = { ...context, depth: context.depth + 1 };
  const referred = resolveRef(context.root, schema.$ref);
  if (referred !== undefined) return samples(referred, inner);
  const alternatives = schemasOf(schema.anyOf) ?? schemasOf(schema.oneOf);
  if (alternatives !== undefined) return spread(alternatives.map((one) => samples(one, inner)));
  const types = typesOf(schema) ?? [guessedType(schema)];
  return spread(types.map((type) => ofType(type, schema, inner)));
}

function ofType(type: string, schema: Readonly<Record<string, unknown>>, context: Context): readonly unknown[] {
  switch (type) {
    case "object":
      return objects(schema, context);
    case "array":
      return lists(schema, context);
    case "string":
      return texts(schema);
    case "integer":
      return numbers(schema).filter(Number.isInteger);
    case "number":
      return numbers(schema);
    case "boolean":
      return [true, false];
    default:
      return type === "null" ? [null] : [];
  }
}

function objects(schema: Readonly<Record<string, unknown>>, context: Context): readonly unknown[] {
  const properties = propertiesOf(schema.properties);
  if (properties === undefined) return [];
  const required = new Set(requiredOf(schema));
  const values = new Map([...properties].map(([name, one]) => [name, samples(one, context)] as const));
  const full: Record<string, unknown> = {};
  for (const [name, [first]] of values) if (first !== undefined) full[name] = first;
  const least = Object.fromEntries(Object.entries(full).filter(([name]) => required.has(name)));
  const found: unknown[] = [full, least];
  for (const name of values.keys()) {
    if (!required.has(name) && Object.hasOwn(full, name)) found.push(without(full, name));
  }
  for (const [name, ofName] of values) {
    for (const sample of ofName.slice(1, MOST)) found.push({ ...full, [name]: sample });
    if (found.length > MOST_OF_OBJECT) break;
  }
  return found;
}

function without(object: Readonly<Record<string, unknown>>, name: string): object {
  const { [name]: _left, ...rest } = object;
  return rest;
}

function lists(schema: Readonly<Record<string, unknown>>, context: Context): readonly unknown[] {
  const least = typeof schema.minItems === "number" ? Math.min(schema.minItems, 10) : 0;
  const items = isSchema(schema.items) ? samples(schema.items, context) : ["text"];
  const [first] = items;
  const filled = (item: unknown): readonly unknown[] => Array.from({ length: Math.max(least, 1) }, () => item);
  return [
    ...items.map(filled),
    ...(least === 0 ? [[]] : []),
    ...(first === undefined ? [] : [[...filled(first), first]]),
  ];
}

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "2026-11-21T10:00:00Z",
  date: "2026-11-21",
  time: "10:00:00Z",
  email: "a@example.com",
  uuid: "8c5d5fb0-6a3e-4f0a-9d55-0f6a1c2b3d4e",
  uri: "https://example.com/",
};

function texts(schema: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { format, minLength, maxLength } = schema;
  const ofFormat = typeof format === "string" && Object.hasOwn(FORMATS, format) ? [FORMATS[format]] : [];
  const least = typeof minLength === "number" ? minLength : 0;
  const most = typeof maxLength === "number" ? maxLength : Math.max(least + 1, 100);
  const lengths = [4, least, most].filter((length) => length >= least && length <= most && length <= 10_000);
  return [...ofFormat, ...lengths.map((length) => "text".repeat(Math.ceil(length / 4)).slice(0, length)), "1"];
}

function numbers(schema: Readonly<Record<string, unknown>>): readonly number[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const limits = [minimum, maximum].filter((one) => typeof one === "number");
  const beside = [
    ...(typeof exclusiveMinimum === "number" ? [exclusiveMinimum + 1, exclusiveMinimum + 0.5] : []),
    ...(typeof exclusiveMaximum === "number" ? [exclusiveMaximum - 1, exclusiveMaximum - 0.5] : []),
  ];
  return [1, ...limits, ...beside, 0, -1, 1.5, 1e6];
}

function guessedType(schema: Readonly<Record<string, unknown>>): string {
  if (isRecord(schema.properties) || Array.isArray(schema.required)) return "object";
  return schema.items === undefined ? "string" : "array";
}

/** The first of each, then the second of each, and so on. */
function spread(lists: readonly (readonly unknown[])[]): readonly unknown[] {
  const found: unknown[] = [];
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  for (let index = 0; index < longest && found.length < MOST; index++) {
    for (const list of lists) if (index < list.length) found.push(list[index]);
  }
  return found;
}
