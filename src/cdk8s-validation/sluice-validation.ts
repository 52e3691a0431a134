import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { checkApp } from "../checks/index.ts";
import { type Diagnostic, orderFindings } from "../diagnostics/index.ts";
import { APP_FILE, parseAppFile, withAppFile } from "../manifests/app-file.ts";
import { DEFAULT_SETTINGS, parseSettings, readManifests, type SourcedManifest } from "../manifests/index.ts";
import type { ValidationContext, ValidationViolation } from "./cdk8s-plugin.ts";

/** `properties` of the plugin in `cdk8s.yaml`. */
export interface SluiceValidationProperties {
  /**
   * Path of the settings, relative to the folder that `cdk8s synth` runs in.
   *
   * @default "sluice.yaml", where there is one
   */
  readonly settings?: string;
}

/**
 * Sluice's checks as a validation plugin of `cdk8s synth`, for apps in any of cdk8s' languages: once for all files that
 * were written, with the same findings as `sluice check`. Errors fail the synth; warnings are only printed.
 *
 * ```yaml
 * # cdk8s.yaml
 * validations:
 *   - package: ./node_modules/sluice/dist/cdk8s-validation.cjs
 *     version: 0.1.0
 *     class: SluiceValidation
 * ```
 */
export class SluiceValidation {
  private readonly settings: string;

  public constructor({ settings = "sluice.yaml" }: SluiceValidationProperties = {}) {
    this.settings = settings;
  }

  /** Checks what was written and submits the report. */
  public validate({ manifests: files, report }: ValidationContext): Promise<void> {
    const findings = this.findings(files);
    for (const finding of findings) report.addViolation(toViolation(finding, files));
    const errors = findings.filter(({ severity }) => severity === "error").length;
    report.submit(errors > 0 ? "failure" : "success", {
      errors: String(errors),
      warnings: String(findings.length - errors),
    });
    return Promise.resolve();
  }

  private findings(files: readonly string[]): readonly Diagnostic[] {
    const { settings, diagnostics: unread } = existsSync(this.settings)
      ? parseSettings(readFileSync(this.settings, "utf8"), this.settings)
      : { settings: DEFAULT_SETTINGS, diagnostics: [] };
    const texts = files.map((path) => ({ path: shown(path), text: readFileSync(path, "utf8") }));
    const { manifests, diagnostics } = readManifests(texts);
    const checked = checkApp(withSources(manifests), settings);
    return orderFindings([...unread, ...diagnostics, ...checked.diagnostics]);
  }
}

/** With the constructs and source lines that a Sluice app has left in `.sluice/app.json`. */
function withSources(manifests: readonly SourcedManifest[]): readonly SourcedManifest[] {
  if (!existsSync(APP_FILE)) return manifests;
  return withAppFile(manifests, parseAppFile(readFileSync(APP_FILE, "utf8"), APP_FILE).entries);
}

function toViolation(finding: Diagnostic, files: readonly string[]): ValidationViolation {
  const { code, severity, at, object, field, message, mend, notes } = finding;
  const line = at.line === undefined ? "" : `:${at.line}`;
  const place = at.file === undefined ? [] : [`${at.file}${line}`];
  return {
    ruleName: `${code} (${severity})`,
    recommendation: [message, ...(notes ?? [])].join(" "),
    fix: mend ?? "See the rule's page.",
    violatingResources: [
      {
        resourceName: object?.name ?? "",
        locations: [...(field === undefined || field === "" ? [] : [field]), ...place],
        manifestPath: files.find((path) => shown(path) === at.file) ?? dirname(files[0] ?? ""),
      },
    ],
  };
}

/** Relative to the working directory, with forward slashes, as findings name files. */
function shown(path: string): string {
  return relative(resolve("."), join(path)).split(sep).join("/");
}
