import { isObject } from "../../is-object.ts";
import { type At, below } from "./at.ts";
import type { Say } from "./say.ts";

/** `revision-volume`: each item of a Secret or ConfigMap says which key goes into which file (VOL-3). */
export function checkItems(value: unknown, where: At, say: Say): void {
  if (!Array.isArray(value)) return;
  value.forEach((item: unknown, index) => {
    for (const field of ["key", "path"]) {
      if (isObject(item) && typeof item[field] === "string" && item[field] !== "") continue;
      say.missing(below(where, `[${index}].${field}`), `This item has no ${field}.`, `Write its ${field}.`);
    }
  });
}
