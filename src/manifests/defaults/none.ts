import type { Defaults } from "./context.ts";

/** Kinds whose webhook fills in nothing. */
export const noDefaults: Defaults = (manifest) => manifest;
