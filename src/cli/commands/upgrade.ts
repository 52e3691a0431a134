import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import colors from "picocolors";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { formatJson } from "../../diagnostics/json.ts";
import { formatText, printable, subjectOf } from "../../diagnostics/text.ts";
import { type UpgradeChange, type UpgradedFile, upgradeFiles } from "../../manifests/upgrade/index.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { readSettings } from "../input/load.ts";
import { readYamlFiles, type TextFile } from "../input/yaml-files.ts";
import type { Output } from "../output.ts";
import { refuseUnlike, replaceFile } from "../replace-file.ts";

/** How `sluice upgrade` is called. */
export interface UpgradeCommandOptions {
  /** Write nothing, and fail when something would be written. */
  readonly check: boolean;
  readonly format: "text" | "json";
}

/**
 * `sluice upgrade`: retired versions and kinds become current ones, in place. Each file is replaced as a whole or not at
 * all, after all of them were understood. Changes go to stdout, what a person has to do to stderr.
 *
 * Exit code 1 when something was refused, has no upgrade, or would still be refused by a cluster; with `check` also when
 * something would change.
 */
export function upgrade(paths: readonly string[], options: UpgradeCommandOptions, output: Output): ExitCode {
  const cwd = process.cwd();
  const { settings, findings } = readSettings(cwd);
  const files = onceEach(readYamlFiles(paths, cwd), cwd);
  const upgraded = upgradeFiles(files, settings);
  const changed = upgraded.filter(({ changes }) => changes.length > 0);
  if (!options.check) {
    const writes = changed.map(({ path, text }) => ({
      path: resolve(cwd, path),
      before: files.find((file) => file.path === path)?.text ?? "",
      after: text,
    }));
    // All are looked at before the first is written.
    for (const { path, before } of writes) refuseUnlike(path, before);
    for (const { path, before, after } of writes) replaceFile(path, before, after);
  }
  const diagnostics = [...findings, ...upgraded.flatMap((file) => file.diagnostics)];
  if (options.format === "json") output.stdout(`${toJson(changed, diagnostics)}\n`);
  else print(changed, diagnostics, upgraded.length, options, output);
  const isWrong = diagnostics.some(({ severity }) => severity === "error") || (options.check && changed.length > 0);
  return isWrong ? EXIT.findings : EXIT.ok;
}

/** Without links to files that are named themselves, or by another link before. */
function onceEach(files: readonly TextFile[], cwd: string): readonly TextFile[] {
  const targets = files.map(({ path }) => realpathSync(resolve(cwd, path)));
  const own = new Set(
    files.filter(({ path }, index) => resolve(cwd, path) === targets[index]).map(({ path }) => resolve(cwd, path)),
  );
  return files.filter(({ path }, index) => {
    const target = targets[index] ?? "";
    if (resolve(cwd, path) === target) return true;
    if (own.has(target)) return false;
    own.add(target);
    return true;
  });
}

function print(
  changed: readonly UpgradedFile[],
  diagnostics: readonly Diagnostic[],
  files: number,
  { check }: UpgradeCommandOptions,
  output: Output,
): void {
  const paint = colors.createColors(output.color);
  const changes = changed.flatMap((file) => file.changes);
  for (const change of changes) output.stdout(`${changeText(change, paint)}\n`);
  if (diagnostics.length > 0) output.stderr(formatText(diagnostics, { color: output.color }));
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const eyes = changes.filter(({ needsEyes }) => needsEyes).length;
  const parts = [
    changed.length === 0
      ? `Nothing to upgrade in ${count(files, "file")}`
      : `${count(changes.length, "change")} in ${changed.length} of ${count(files, "file")}${check ? ", none written" : ""}`,
    ...(eyes === 0 ? [] : [`${eyes} to look at`]),
    ...(errors === 0 ? [] : [`${count(errors, "error")} left for you`]),
  ];
  output.stderr(`${parts.join("; ")}.\n`);
}

/**
 * ```
 * shop.yaml:3:1   Trigger shop/orders  apiVersion
 *   Trigger of eventing.knative.dev/v1beta1 is eventing.knative.dev/v1. (knative/eventing.md §2)
 * ```
 */
function changeText(change: UpgradeChange, paint: ReturnType<typeof colors.createColors>): string {
  const { at, field, message, source, needsEyes } = change;
  const place = [at.file, at.line, at.column].filter((part) => part !== undefined).join(":");
  const subject = [subjectOf(change), field].filter((part) => part !== undefined && part !== "").join("  ");
  const look = needsEyes ? `${paint.yellow("look:")} ` : "";
  return `${paint.bold(printable(place))}   ${printable(subject)}\n  ${look}${printable(message)} ${paint.dim(`(${source})`)}`;
}

function toJson(changed: readonly UpgradedFile[], diagnostics: readonly Diagnostic[]): string {
  const report: unknown = JSON.parse(formatJson({ findings: diagnostics, acknowledged: [] }));
  const plain = typeof report === "object" ? report : {};
  return JSON.stringify({ changes: changed.flatMap(({ changes }) => changes), ...plain }, undefined, 2);
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
