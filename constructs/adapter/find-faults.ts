import { existsSync, readFileSync } from "node:fs";
import { checkApp } from "../../src/checks/index.ts";
import { orderFindings, type Report } from "../../src/diagnostics/index.ts";
import { DEFAULT_SETTINGS, parseSettings, type SourcedManifest } from "../../src/manifests/index.ts";

const SETTINGS_FILE = "sluice.yaml";

/** Everything that is wrong with these manifests, by the `sluice.yaml` of the working directory. */
export function findFaults(manifests: readonly SourcedManifest[]): Report {
  const { settings, diagnostics } = existsSync(SETTINGS_FILE)
    ? parseSettings(readFileSync(SETTINGS_FILE, "utf8"), SETTINGS_FILE)
    : { settings: DEFAULT_SETTINGS, diagnostics: [] };
  const checked = checkApp(manifests, settings);
  return { findings: orderFindings([...diagnostics, ...checked.diagnostics]), acknowledged: checked.acknowledged };
}
