import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { admit, DEFAULT_SETTINGS, type SourcedManifest } from "../../src/manifests/index.ts";

/** Everything that is wrong with these manifests. */
export function findFaults(manifests: readonly SourcedManifest[]): readonly Diagnostic[] {
  return admit(manifests, DEFAULT_SETTINGS);
}
