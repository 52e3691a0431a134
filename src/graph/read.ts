import { isObject } from "../manifests/is-object.ts";

type Fields = Readonly<Record<string, unknown>>;

const NOTHING: Fields = Object.freeze({});
const NO_TEXTS: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

/** The mapping at a path, or an empty one: what has another type is admission's to report, not the graph's. */
export function mappingAt(value: unknown, ...path: readonly string[]): Fields {
  return tryMappingAt(value, ...path) ?? NOTHING;
}

/** The mapping at a path, if there is one. */
export function tryMappingAt(value: unknown, ...path: readonly string[]): Fields | undefined {
  const found = at(value, path);
  return isObject(found) ? found : undefined;
}

/** The text at a path, if there is one that is not empty. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The list at a path, if there is one. */
export function tryListAt(value: unknown, ...path: readonly string[]): readonly unknown[] | undefined {
  const found = at(value, path);
  return Array.isArray(found) ? found : undefined;
}

/** The entries of the mapping at a path whose values are text. */
export function textsAt(value: unknown, ...path: readonly string[]): Readonly<Record<string, string>> {
  const mapping = tryMappingAt(value, ...path);
  if (mapping === undefined) return NO_TEXTS;
  const texts: Record<string, string> = Object.create(null);
  for (const [key, entry] of Object.entries(mapping)) {
    if (typeof entry === "string") texts[key] = entry;
  }
  return texts;
}

/** Parses JSON; undefined when it is none. */
export function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const part of path) {
    if (!isObject(found) || !Object.hasOwn(found, part)) return undefined;
    found = found[part];
  }
  return found;
}
