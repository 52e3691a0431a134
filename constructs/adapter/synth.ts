import type { App } from "cdk8s";
import type { IConstruct } from "constructs";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { formatText } from "../../src/diagnostics/text.ts";
import type { SourcedManifest } from "../../src/manifests/index.ts";
import { saveAppFile } from "./app-file.ts";
import { withFastYaml } from "./fast-yaml.ts";
import { authoringFindings } from "./authoring-findings.ts";
import { findFaults } from "./find-faults.ts";
import { apiObjects, sourceManifests, toManifests } from "./manifests.ts";
import { remember } from "./remember.ts";
import { printFindings, reportSynth } from "./report.ts";
import { SynthError } from "./synth-error.ts";

/** Says on an App that it checks itself, to every copy of this package. */
const INTEGRATED = Symbol.for("sluice.dev/synth");

/**
 * Has an App check itself; once for each App, however many constructs and copies of this package it holds.
 *
 * - `app.synth()` renders every object once, checks them, reports once, and has cdk8s write what was checked. Errors
 *   stop it before anything is written; warnings never do.
 * - `Testing.synth` and `synthYaml` find the same errors through a validation at the root, which does nothing while
 *   `app.synth()` runs: cdk8s runs it once for each chart and once more (ecosystem.md).
 */
export function integrate(root: IConstruct): void {
  if (INTEGRATED in root || !isApp(root)) return;
  const bare = root.synth.bind(root);
  let synthesizing = false;
  const synth = (): void => {
    synthesizing = true;
    try {
      synthChecked(root, bare);
    } finally {
      synthesizing = false;
    }
  };
  Object.defineProperty(root, INTEGRATED, { value: true });
  Object.defineProperty(root, "synth", { value: synth, configurable: true, writable: true });
  root.node.addValidation({ validate: () => (synthesizing ? [] : errorTexts(root)) });
}

function synthChecked(app: App, write: () => void): void {
  const objects = apiObjects(app);
  const forget = remember(app, objects);
  let manifests: readonly SourcedManifest[];
  try {
    manifests = sourceManifests(objects);
    const report = findFaults(manifests, authoringFindings(app));
    const { findings } = report;
    reportSynth(manifests, report, app);
    if (findings.some(isError)) throw new SynthError(findings);
    withFastYaml(write);
  } finally {
    forget();
  }
  printFindings(saveAppFile(manifests, app.outdir));
}

function errorTexts(app: App): string[] {
  return findFaults(toManifests(app), authoringFindings(app))
    .findings.filter(isError)
    .map((finding) => formatText([finding], { color: false }).trimEnd());
}

function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === "error";
}

/** By shape, because a test runner may load cdk8s twice. */
function isApp(root: IConstruct): root is App {
  return "synth" in root && typeof root.synth === "function" && "outdir" in root && "resolvers" in root;
}
