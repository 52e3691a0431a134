import { existsSync, readFileSync } from "node:fs";
import { checkApp } from "../../src/checks/index.ts";
import { type Diagnostic, orderFindings, type Report } from "../../src/diagnostics/index.ts";
import { DEFAULT_SETTINGS, parseSettings, type SourcedManifest } from "../../src/manifests/index.ts";

const SETTINGS_FILE = "sluice.yaml";

/**
 * Everything that is wrong with these manifests, by the `sluice.yaml` of the working directory.
 *
 * @param authoring - what was found while they were made
 */
export function findFaults(manifests: readonly SourcedManifest[], authoring: readonly Diagnostic[]): Report {
  const { settings, diagnostics } = existsSync(SETTINGS_FILE)
    ? parseSettings(readFileSync(SETTINGS_FILE, "utf8"), SETTINGS_FILE)
    : { settings: DEFAULT_SETTINGS, diagnostics: [] };
  const checked = checkApp(manifests, settings);
  const made = authoring.flatMap((finding): readonly Diagnostic[] => {
    const severity = settings.rules[finding.code] ?? finding.severity;
    return severity === "off" ? [] : [{ ...finding, severity }];
  });
  const findings = orderFindings([...diagnostics, ...made, ...checked.diagnostics]);
  return { findings, acknowledged: checked.acknowledged };
}
