import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Acknowledged, checkApp } from "../../checks/index.ts";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { APP_FILE, parseAppFile, withAppFile } from "../../manifests/app-file.ts";
import {
  admitUpdates,
  DEFAULT_SETTINGS,
  parseSettings,
  readManifests,
  type Settings,
  type SourcedManifest,
} from "../../manifests/index.ts";
import type { ReportedTarget, SynthReport } from "../../manifests/synth-report.ts";
import { isProject, readProject } from "../app/project.ts";
import { refuseNothing, throwIfFailed } from "../app/app-faults.ts";
import { type AppOptions, type AppRunner, runApp } from "../app/run-app.ts";
import { readYamlFiles } from "./yaml-files.ts";

/** What a command works on: manifests as they would be applied, and everything wrong with them. */
export interface Loaded {
  readonly manifests: readonly SourcedManifest[];
  readonly findings: readonly Diagnostic[];
  /** Findings that are known and lived with. */
  readonly acknowledged: readonly Acknowledged[];
  readonly settings: Settings;
  /** Every Pipeline on every target; only of an app that was asked for it. */
  readonly targets?: readonly ReportedTarget[];
  /** The folder that `local` paths and `sluice.yaml` are relative to. */
  readonly root: string;
}

/**
 * Loads what the arguments name: a cdk8s app (no argument, or a folder with a `cdk8s.yaml`) or YAML files and folders.
 *
 * @throws {@link CliError} when there is nothing to load, or the app fails
 */
export async function load(paths: readonly string[], runner: AppRunner, options?: AppOptions): Promise<Loaded> {
  const [only = "."] = paths;
  if (paths.length <= 1 && (paths.length === 0 || isProject(only))) return loadApp(only, runner, options);
  return loadYaml(paths);
}

async function loadApp(folder: string, runner: AppRunner, options?: AppOptions): Promise<Loaded> {
  const project = readProject(folder);
  const { settings, findings } = readSettings(project.root);
  const outdir = mkdtempSync(join(tmpdir(), "sluice-"));
  try {
    const run = await runApp(project, outdir, runner, options);
    throwIfFailed(run);
    if (run.report !== undefined) return { ...fromReport(run.report), settings, root: project.root };
    refuseNothing(outdir);
    const read = readManifests(readYamlFiles(["."], outdir));
    const checked = checkApp(read.manifests, settings);
    return {
      manifests: read.manifests,
      findings: [...findings, ...read.diagnostics, ...checked.diagnostics],
      acknowledged: checked.acknowledged,
      settings,
      root: project.root,
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function loadYaml(paths: readonly string[]): Loaded {
  const root = process.cwd();
  const { settings, findings } = readSettings(root);
  const read = readManifests(readYamlFiles(paths, root));
  const known = withAppFacts(read.manifests, root);
  const checked = checkApp(known.manifests, settings);
  return {
    manifests: known.manifests,
    findings: [...findings, ...read.diagnostics, ...known.findings, ...checked.diagnostics],
    acknowledged: checked.acknowledged,
    settings,
    root,
  };
}

/**
 * What a cluster would not let what is loaded change, if it has the objects of this YAML.
 *
 * @throws {@link CliError} when there is no YAML
 */
export function readAgainst(path: string, { manifests, settings }: Loaded): readonly Diagnostic[] {
  const before = readManifests(readYamlFiles([path], process.cwd()));
  return [...before.diagnostics, ...admitUpdates(before.manifests, manifests, settings)];
}

/** What `.sluice/app.json` of a folder knows beside its manifests: their constructs, and how to start their services. */
function withAppFacts(manifests: readonly SourcedManifest[], root: string): Pick<Loaded, "manifests" | "findings"> {
  const file = join(root, APP_FILE);
  if (!existsSync(file)) return { manifests, findings: [] };
  const { entries, diagnostics } = parseAppFile(readFileSync(file, "utf8"), APP_FILE);
  return { manifests: withAppFile(manifests, entries), findings: diagnostics };
}

/** The manifests of a report, each field placed where its construct is. */
function fromReport(report: SynthReport): Pick<Loaded, "manifests" | "findings" | "acknowledged" | "targets"> {
  const manifests = report.manifests.map((reported) => ({ ...reported, placeOf: () => reported.place }));
  const { targets } = report;
  return {
    manifests,
    findings: report.diagnostics,
    acknowledged: report.acknowledged ?? [],
    ...(targets === undefined ? {} : { targets }),
  };
}

/** `sluice.yaml` of a folder, or Knative as shipped. */
export function readSettings(root: string): { readonly settings: Settings; readonly findings: readonly Diagnostic[] } {
  const file = join(root, "sluice.yaml");
  if (!existsSync(file)) return { settings: DEFAULT_SETTINGS, findings: [] };
  const { settings, diagnostics } = parseSettings(readFileSync(file, "utf8"), "sluice.yaml");
  return { settings, findings: diagnostics };
}
