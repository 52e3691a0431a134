/** A JSON Schema: `true`, `false`, or a mapping of keywords. */
export type Schema = boolean | Readonly<Record<string, unknown>>;

export function isSchema(value: unknown): value is Schema {
  return typeof value === "boolean" || isRecord(value);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schemas of a list keyword; undefined when it is none. */
export function schemasOf(value: unknown): readonly Schema[] | undefined {
  return Array.isArray(value) && value.every(isSchema) ? value : undefined;
}

/** The schemas of `properties`; undefined when it is none. */
export function propertiesOf(value: unknown): ReadonlyMap<string, Schema> | undefined {
  if (value === undefined) return new Map();
  if (!isRecord(value)) return undefined;
  const found = new Map<string, Schema>();
  for (const [name, schema] of Object.entries(value)) {
    if (!isSchema(schema)) return undefined;
    found.set(name, schema);
  }
  return found;
}

/** The names of `required`. */
export function requiredOf(schema: Readonly<Record<string, unknown>>): readonly string[] {
  const { required } = schema;
  return Array.isArray(required) ? required.filter((name): name is string => typeof name === "string") : [];
}

/** The texts of `type`; undefined for any type. */
export function typesOf(schema: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const { type } = schema;
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type.filter((one): one is string => typeof one === "string") : undefined;
}

/** What a `$ref` within the same document names (`#`, `#/$defs/Order`); undefined for anything else. */
export function resolveRef(root: Schema, ref: unknown): Schema | undefined {
  if (typeof ref !== "string" || !(ref === "#" || ref.startsWith("#/"))) return undefined;
  let found: unknown = root;
  for (const part of ref.split("/").slice(1)) {
    const name = decodeURIComponentSafe(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (!isRecord(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return isSchema(found) ? found : undefined;
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The type of a value, in the words of JSON Schema; `integer` for numbers without a fraction. */
export function typeOfValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "object" ? "object" : typeof value;
}

/** Words that describe and change nothing about what is accepted. */
export const ANNOTATIONS: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$comment",
  "$defs",
  "definitions",
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
]);
