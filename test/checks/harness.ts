import { checkGraph } from "../../src/checks/check-graph.ts";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { buildGraph } from "../../src/graph/index.ts";
import { applyDefaults } from "../../src/manifests/defaults/apply-defaults.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/manifests/settings.ts";
import { manifests } from "../graph/manifests.ts";

/** What the rules find in manifests given as YAML; of one rule, if it is named. */
export function findings(yaml: string, code?: string, settings: Partial<Settings> = {}): readonly Diagnostic[] {
  const all = { ...DEFAULT_SETTINGS, ...settings };
  const defaulted = manifests(yaml).map((sourced) => ({ ...sourced, manifest: applyDefaults(sourced.manifest, all) }));
  const found = checkGraph(buildGraph(defaulted, all), all);
  return code === undefined ? found : found.filter((finding) => finding.code === code);
}
