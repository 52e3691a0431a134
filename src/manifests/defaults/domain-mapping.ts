import type { Defaults } from "./context.ts";
import { withNamespace, withSpec } from "./references.ts";

/** DomainMapping: its reference is in its own namespace (serving.md DM-2). */
export const defaultDomainMapping: Defaults = (manifest) =>
  withSpec(manifest, { ref: withNamespace(manifest.spec?.ref, manifest) });
