import type { Diagnostic } from "../../diagnostics/index.ts";
import type { SourcedManifest } from "../manifest.ts";
import type { Settings } from "../settings.ts";

/** Everything a cluster would refuse in these objects, each decided on its own or on the set's names. */
export function admit(_manifests: readonly SourcedManifest[], _settings: Settings): readonly Diagnostic[] {
  return [];
}
