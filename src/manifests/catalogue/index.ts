import type { RuleEntry } from "./entry.ts";
import { EVENTING } from "./eventing.ts";
import { EXTENSIONS } from "./extensions.ts";
import { FILES } from "./files.ts";
import { SERVING } from "./serving.ts";
import { SOURCES } from "./sources.ts";
import { STRUCTURE } from "./structure.ts";
import { UPDATES } from "./updates.ts";

export type { RuleEntry, RuleExample } from "./entry.ts";

/** Every code that is decided on one object, or on one file, in the order of `docs/rules/README.md`. */
export const CATALOGUE: readonly RuleEntry[] = Object.freeze([
  ...STRUCTURE,
  ...EVENTING,
  ...SOURCES,
  ...SERVING,
  ...EXTENSIONS,
  ...UPDATES,
  ...FILES,
]);
