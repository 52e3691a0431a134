import { DISCARDS } from "../manifests/annotations.ts";
import type { GraphObject } from "./graph-object.ts";

/** The event types whose replies an object throws away on purpose. */
export function discardedTypes(object: GraphObject): readonly string[] {
  const text = object.annotations[DISCARDS] ?? "";
  return text
    .split(",")
    .map((type) => type.trim())
    .filter((type) => type !== "");
}
