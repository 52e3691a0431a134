import { SHARED_SHAPES } from "../generated/shared.ts";
import { isObject } from "../is-object.ts";
import { goUrlText } from "../scalars/go-url-text.ts";
import { parseQuantity } from "../scalars/quantity.ts";
import { type ObjectShape, parseGoUrl, type Shape } from "../schema/index.ts";
import { type GoStruct, goStruct } from "./go-structs.ts";
import { SERVING_SHAPES } from "./serving-shapes.ts";

/** Whether unlisted fields are matched without regard to case, as Go's decoder does where nothing was pruned before. */
export type Level = "pruned" | "kept";

/**
 * A value as Knative's webhook writes it back after reading it into a Go struct: unknown fields and nulls are gone,
 * empty texts, lists and maps too where the struct omits them, fields it always writes are there, quantities and URLs are
 * in their canonical form (eventing.md §1.1). A value of the wrong type stays as it is: admission speaks of it.
 *
 * What changes nothing returns the same object; nothing is ever written into the input.
 *
 * @param struct name of the struct in {@link goStruct}'s table, for what the shape does not tell
 */
export function goForm(value: unknown, shape: Shape, struct: string, level: Level = "pruned"): unknown {
  if (typeof shape === "string") {
    if (!shape.startsWith("#")) return scalarForm(value, shape);
    const name = shape.slice(1);
    const shared = SHARED_SHAPES[name] ?? SERVING_SHAPES[name];
    return shared === undefined ? value : goForm(value, shared, name, level);
  }
  if ("struct" in shape) return goForm(value, shape.struct, struct, "kept");
  if ("type" in shape) return scalarForm(value ?? shape.default, shape.type);
  if ("list" in shape) return listForm(value, shape.list, struct, level);
  if ("map" in shape) return mapForm(value, shape.map, struct, level);
  return structForm(value, shape, struct, level);
}

function structForm(value: unknown, shape: ObjectShape, struct: string, inherited: Level): unknown {
  if (!isObject(value)) return value;
  const { fields } = shape;
  // Unlisted fields are kept on this level alone; what lies below is pruned again (eventing.md §1.1).
  const level = shape.unknown === undefined ? inherited : "kept";
  const form = goStruct(struct);
  const keys = Object.keys(value);
  // Most objects come out as they went in: nothing is copied before the first change.
  let result: Record<string, unknown> | undefined;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? "";
    const name = fieldName(key, fields, level);
    const field = name === undefined ? undefined : fields[name];
    const before = value[key];
    const after =
      name === undefined || field === undefined || before === null
        ? undefined
        : goForm(before, field, structName(struct, name, field), name === key ? inherited : level);
    const isGone =
      name === undefined || field === undefined || before === null || isOmitted(after, field, name, form, level);
    if (isGone || after !== before || name !== key) result ??= firstFields(value, keys, index);
    if (result !== undefined && !isGone) result[name] = after;
  }
  // The definition fills in its defaults where it prunes; what is kept whole it does not look into.
  const missing = level === "pruned" ? defaultsOf(shape) : NO_DEFAULTS;
  for (const [name, zero] of missing) {
    if ((result ?? value)[name] === undefined) (result ??= { ...value })[name] = zero;
  }
  for (const name of form.alwaysNames) {
    if ((result ?? value)[name] === undefined) (result ??= { ...value })[name] = form.always[name];
  }
  return result ?? value;
}

function firstFields(
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  count: number,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (let index = 0; index < count; index++) {
    const key = keys[index] ?? "";
    fields[key] = value[key];
  }
  return fields;
}

type DefaultValues = readonly (readonly [string, unknown])[];

const NO_DEFAULTS: DefaultValues = [];
const knownDefaults = new WeakMap<ObjectShape, DefaultValues>();

function defaultsOf(shape: ObjectShape): DefaultValues {
  let values = knownDefaults.get(shape);
  if (values === undefined) {
    values = Object.entries(shape.fields).flatMap(([name, field]) =>
      typeof field === "object" && "default" in field ? [[name, field.default] as const] : [],
    );
    knownDefaults.set(shape, values);
  }
  return values;
}

function fieldName(key: string, fields: Readonly<Record<string, Shape>>, level: Level): string | undefined {
  if (Object.hasOwn(fields, key)) return key;
  if (level === "pruned") return undefined;
  const lower = key.toLowerCase();
  return Object.keys(fields).find((name) => name.toLowerCase() === lower);
}

/** The struct of a field: a shared shape by its own name, anything else by its path. */
function structName(parent: string, field: string, shape: Shape): string {
  return typeof shape === "string" && shape.startsWith("#") ? shape.slice(1) : `${parent}.${field}`;
}

/** Go's `omitempty`: zero values are left out unless the field is a pointer or the tag is missing. */
function isOmitted(value: unknown, shape: Shape, name: string, form: GoStruct, level: Level): boolean {
  if (form.kept.has(name) || form.always[name] !== undefined || (level === "pruned" && hasDefault(shape))) return false;
  if (value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMap(shape) && isObject(value) && isEmpty(value);
}

function hasDefault(shape: Shape): boolean {
  return typeof shape === "object" && "default" in shape;
}

function isMap(shape: Shape): boolean {
  if (typeof shape === "string") return false;
  return "struct" in shape ? isMap(shape.struct) : "map" in shape;
}

function isEmpty(value: Readonly<Record<string, unknown>>): boolean {
  for (const _ in value) return false;
  return true;
}

function listForm(value: unknown, item: Shape, struct: string, level: Level): unknown {
  if (!Array.isArray(value)) return value;
  return changedItems(value, (element) => {
    const known: unknown = element ?? zeroOf(item);
    return goForm(known, item, structName(struct, "[]", item), level);
  });
}

function changedItems(list: readonly unknown[], change: (item: unknown) => unknown): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const before = list[index];
    const after = change(before);
    if (changed === undefined && after !== before) changed = list.slice(0, index);
    changed?.push(after);
  }
  return changed ?? list;
}

function mapForm(value: unknown, item: Shape, struct: string, level: Level): unknown {
  if (!isObject(value)) return value;
  let changed: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const before = value[key];
    // The definition drops a null where it says what the map holds; in a map that it keeps whole, Go reads a zero value.
    if (before === null && level === "pruned") {
      changed ??= { ...value };
      delete changed[key];
      continue;
    }
    const after = goForm(before ?? zeroOf(item), item, structName(struct, "{}", item), level);
    if (after !== before) {
      changed ??= { ...value };
      changed[key] = after;
    }
  }
  return changed ?? value;
}

function zeroOf(shape: Shape): unknown {
  if (typeof shape === "object") {
    if ("type" in shape) return zeroOf(shape.type);
    return "list" in shape ? [] : {};
  }
  if (shape.startsWith("#")) return {};
  if (shape === "string" || shape === "url") return "";
  if (shape === "boolean") return false;
  return shape === "any" || shape === "object" ? null : 0;
}

function scalarForm(value: unknown, type: string): unknown {
  if (type === "url" && typeof value === "string") {
    // Most URLs are plain; only odd ones are taken apart.
    if (/^[a-z]+:\/\/[a-z0-9.:-]+[a-z0-9/._-]*$/.test(value)) return value;
    return parseGoUrl(value).fault === undefined ? goUrlText(value) : value;
  }
  if (type === "quantity" && (typeof value === "string" || typeof value === "number")) {
    const quantity = parseQuantity(String(value));
    return "fault" in quantity ? value : quantity.canonical;
  }
  return value;
}
