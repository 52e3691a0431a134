import type { Origin } from "../graph/index.ts";

/** Tells fields of objects apart. */
export function originKey({ object, field }: Origin): string {
  return [object?.apiVersion, object?.kind, object?.namespace, object?.name, field].join(" ");
}
