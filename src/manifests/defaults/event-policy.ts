import { isObject } from "../is-object.ts";
import type { Defaults } from "./context.ts";
import { destinationWithNamespace, withSpec } from "./references.ts";

/** EventPolicy: the namespaces of the objects events may come from (eventing.md §4.9). */
export const defaultEventPolicy: Defaults = (manifest) => {
  const from: unknown = manifest.spec?.from;
  if (!Array.isArray(from) || !from.some((origin) => isObject(origin) && origin.ref !== undefined)) return manifest;
  return withSpec(manifest, { from: from.map((origin: unknown) => destinationWithNamespace(origin, manifest)) });
};
