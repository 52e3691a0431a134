import { DISCARDS } from "../manifests/annotations.ts";
import type { GraphObject } from "./graph-object.ts";

/** The event types that an object's hop throws away on purpose: replies, or what a source sends. */
export function discardedTypes(object: GraphObject): readonly string[] {
  const text = object.annotations[DISCARDS] ?? "";
  return text
    .split(",")
    .map((type) => type.trim())
    .filter((type) => type !== "");
}
