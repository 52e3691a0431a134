import type { IConstruct } from "constructs";
import type { Diagnostic, Report } from "../../src/diagnostics/index.ts";
import { formatText } from "../../src/diagnostics/text.ts";
import type { SourcedManifest } from "../../src/manifests/manifest.ts";
import { type ReportedManifest, SYNTH_HOST, type SynthHost } from "../../src/manifests/synth-report.ts";
import { targetsOf } from "./targets.ts";

/** Tells what a synth found, once: to the command that runs the app, or else to stderr. */
export function reportSynth(
  manifests: readonly SourcedManifest[],
  { findings, acknowledged }: Report,
  root: IConstruct,
): void {
  const host = Reflect.get(globalThis, SYNTH_HOST) as SynthHost | undefined;
  if (host === undefined) {
    printFindings(findings);
    return;
  }
  host.onSynth({
    manifests: manifests.map(reported),
    diagnostics: findings,
    ...(acknowledged.length === 0 ? {} : { acknowledged }),
    ...(host.wantsTargets === true ? { targets: targetsOf(root, manifests.map(reported)) } : {}),
  });
}

/** As it goes to another process. */
function reported({ manifest, place, local }: SourcedManifest): ReportedManifest {
  return { manifest, place, ...(local === undefined ? {} : { local }) };
}

/** Prints findings to stderr; colours only on a terminal, and never with `NO_COLOR`. */
export function printFindings(findings: readonly Diagnostic[]): void {
  if (findings.length === 0) return;
  const { NO_COLOR } = process.env;
  const color = process.stderr.isTTY === true && (NO_COLOR === undefined || NO_COLOR === "");
  process.stderr.write(`${formatText(findings, { color })}\n`);
}
