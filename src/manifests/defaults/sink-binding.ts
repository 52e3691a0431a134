import type { Defaults } from "./context.ts";
import { destinationWithNamespace, withNamespace, withSpec } from "./references.ts";

/** SinkBinding: subject and sink live in its own namespace unless they say otherwise (eventing.md §4.15). */
export const defaultSinkBinding: Defaults = (manifest) =>
  withSpec(manifest, {
    subject: withNamespace(manifest.spec?.subject, manifest),
    sink: destinationWithNamespace(manifest.spec?.sink, manifest),
  });
