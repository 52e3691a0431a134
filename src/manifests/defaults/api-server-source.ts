import type { Defaults } from "./context.ts";
import { withSpec } from "./references.ts";

/** ApiServerSource: mode and service account (eventing.md §4.13). */
export const defaultApiServerSource: Defaults = (manifest) =>
  withSpec(manifest, {
    mode: manifest.spec?.mode ?? "Reference",
    serviceAccountName: manifest.spec?.serviceAccountName ?? "default",
  });
