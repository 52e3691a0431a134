import { KIND_SCHEMAS } from "../generated/index.ts";
import type { KindSchema } from "./shape.ts";

/** Schemas that were asked for: each is made once, so that others may keep what they find out by its shapes. */
const made = new Map<string, KindSchema>();

/** The schema of a kind in a version; `undefined` for every kind that Sluice has no schema of, core kinds among them. */
export function schemaFor(apiVersion: string, kind: string): KindSchema | undefined {
  const key = `${apiVersion} ${kind}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  // What a manifest names may be anything, `__proto__` too.
  const schema = Object.hasOwn(KIND_SCHEMAS, key) ? KIND_SCHEMAS[key]?.() : undefined;
  if (schema !== undefined) made.set(key, schema);
  return schema;
}

/** The versions of a kind that have a schema, such as `["eventing.knative.dev/v1"]` for a Broker; empty when none has. */
export function versionsOf(group: string, kind: string): readonly string[] {
  const suffix = ` ${kind}`;
  return Object.keys(KIND_SCHEMAS)
    .filter((key) => key.endsWith(suffix) && key.startsWith(`${group}/`))
    .map((key) => key.slice(0, -suffix.length));
}
