import { insteadOfField } from "../../serving-fields.ts";
import type { At } from "./at.ts";
import { below } from "./at.ts";
import type { Say } from "./say.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Reports every field outside a list; zero values are gone by then, so `stdin: false` passes (serving.md §0). */
export function checkMask(value: Fields, allowed: ReadonlySet<string>, where: At, what: string, say: Say): void {
  for (const field in value) {
    if (allowed.has(field) || value[field] === undefined) continue;
    say.disallowed(
      below(where, `.${field}`),
      `Knative Services take no ${field} in ${what}.`,
      insteadOfField(field) ?? `Remove ${field}; a cluster's API server drops it without a word.`,
    );
  }
}
