import { existsSync } from "node:fs";
import { stringify } from "yaml";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { printable } from "../../diagnostics/text.ts";
import { type ExplainedObject, explainDefaults } from "../../manifests/defaults/explain-defaults.ts";
import { objectRef, readManifests, type SourcedManifest } from "../../manifests/index.ts";
import type { AppRunner } from "../app/run-app.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { readSettings } from "../input/load.ts";
import { readYamlFiles } from "../input/yaml-files.ts";
import { type Output, report } from "../output.ts";

/** How `sluice explain` prints. */
export interface ExplainOptions {
  readonly format: "text" | "json";
  /** Of a Pipeline: what it would be on every target. @default false */
  readonly targets?: boolean;
}

/**
 * `sluice explain FILE…`: each object as the cluster stores it, with who fills in what. `sluice explain NAME [FILE…]`,
 * where the first argument is no path: what a Pipeline, or everything behind one endpoint, costs and can lose.
 *
 * @throws {@link CliError} exit code 2 when nothing has the name, or an argument is no file or folder
 */
export async function explain(
  named: readonly string[],
  options: ExplainOptions,
  runner: AppRunner,
  output: Output,
): Promise<ExitCode> {
  const [name, ...paths] = named;
  if (name !== undefined && !existsSync(name) && !looksLikeFile(name)) {
    if (options.targets === true) {
      const { explainTargets } = await import("./explain-targets.ts");
      return explainTargets(name, paths, options, runner, output);
    }
    const { explainNamed } = await import("./explain-named.ts");
    return explainNamed(name, paths, options, runner, output);
  }
  const missing = named.find((path) => !existsSync(path));
  if (missing !== undefined) {
    throw new CliError(EXIT.usage, `There is no file or folder ${JSON.stringify(missing)}.`, {
      mend: "Name YAML files, or folders of them.",
    });
  }
  return explainFiles(named, options, output);
}

function looksLikeFile(name: string): boolean {
  return /\.(ya?ml|json)$/.test(name);
}

async function explainFiles(paths: readonly string[], { format }: ExplainOptions, output: Output): Promise<ExitCode> {
  const { settings, findings } = readSettings(process.cwd());
  const read = readManifests(readYamlFiles(paths, process.cwd()));
  const explained = read.manifests.map((sourced) => ({ sourced, object: explainDefaults(sourced.manifest, settings) }));
  if (format === "json") {
    const objects = explained.map(({ sourced, object }) => ({
      ...objectRef(sourced.manifest),
      at: sourced.place,
      ...object,
    }));
    output.stdout(`${JSON.stringify({ objects }, undefined, 2)}\n`);
  } else {
    output.stdout(explained.map(({ sourced, object }) => objectText(sourced, object)).join("---\n"));
  }
  const told: readonly Diagnostic[] = [...findings, ...read.diagnostics];
  return report({ findings: told, acknowledged: [] }, "text", output);
}

/**
 * One object as YAML, with a comment behind each line that the cluster writes:
 *
 * ```
 * # Broker shop/orders, broker.yaml:1
 * apiVersion: eventing.knative.dev/v1
 * kind: Broker
 * metadata:
 *   annotations: # ConfigMap config-br-defaults, as shipped: the default class (knative/eventing.md §4.1)
 *     eventing.knative.dev/broker.class: MTChannelBasedBroker
 * ```
 */
function objectText({ manifest, place }: SourcedManifest, explained: ExplainedObject): string {
  const { defaulted, fields, dropped, notes, refused, isKnown } = explained;
  const { namespace, name } = objectRef(manifest);
  const at = [place.file, place.line].filter((part) => part !== undefined).join(":");
  const head = [
    `# ${manifest.kind} ${namespace === undefined ? "" : `${namespace}/`}${name}${at === "" ? "" : `, ${at}`}`,
  ];
  for (const { field, message } of refused) head.push(`# refused: ${field === "" ? "" : `${field}: `}${message}`);
  if (!isKnown) head.push("# Sluice knows no defaults of this kind: it is shown as it is written.");
  else if (fields.length === 0 && dropped.length === 0) head.push("# Nothing is filled in.");
  for (const { field, value } of dropped) head.push(`# lost: ${field} (${JSON.stringify(value)}) is not stored.`);
  for (const { field, message, source } of notes) head.push(`# note: ${field}: ${message} (${source})`);
  const lines = stringify(defaulted, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd().split("\n");
  const [placed] = readManifests([{ path: "", text: lines.join("\n") }]).manifests;
  for (const { field, origin, given } of fields) {
    const line = placed?.placeOf(field).line;
    if (line === undefined || origin === undefined) continue;
    const was = given === undefined ? "" : `; written as ${JSON.stringify(given)}`;
    lines[line - 1] = `${lines[line - 1] ?? ""} # ${origin.by} (${origin.source})${was}`;
  }
  return `${[...head, ...lines].map(printable).join("\n")}\n`;
}
