import type { Defaults } from "./context.ts";
import { withSpec } from "./references.ts";

/** PingSource: every minute unless a schedule says otherwise (eventing.md §4.12). */
export const defaultPingSource: Defaults = (manifest) =>
  withSpec(manifest, { schedule: manifest.spec?.schedule ?? "* * * * *" });
