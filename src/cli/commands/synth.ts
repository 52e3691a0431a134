import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { refuseNothing, throwIfFailed } from "../app/app-faults.ts";
import { readProject } from "../app/project.ts";
import { type AppRunner, hasErrors, runApp } from "../app/run-app.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type Output, type ReportFormat, report } from "../output.ts";

/**
 * `sluice synth`: the same files as `cdk8s synth`, without its start-up time. They are written beside the output folder
 * and take its place only when the app has no errors: a failed synth leaves the old output as it was.
 */
export async function synth(
  folder: string,
  options: { readonly output?: string; readonly format: ReportFormat },
  runner: AppRunner,
  output: Output,
): Promise<ExitCode> {
  const project = readProject(folder);
  const target = resolve(project.root, options.output ?? project.output);
  refuseDangerous(target, project.root);
  mkdirSync(dirname(target), { recursive: true });
  const fresh = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  const forget = removedWhenEnded(fresh);
  try {
    const run = await runApp(project, fresh, runner, { recordConstructs: project.validates });
    const { diagnostics = [], acknowledged = [] } = run.report ?? {};
    const code = await report({ findings: diagnostics, acknowledged }, options.format, output);
    throwIfFailed(run);
    if (hasErrors(run.report)) return code;
    refuseNothing(fresh);
    const files = filesIn(fresh);
    replace(target, fresh);
    if (options.format === "text") {
      for (const file of files) output.stdout(`${shown(join(target, file))}\n`);
    }
    return code;
  } finally {
    forget();
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Removes a folder when a signal ends this process; gives what stops that. */
function removedWhenEnded(folder: string): () => void {
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  const handlers = Object.entries(signals).map(([signal, code]) => {
    const end = () => {
      rmSync(folder, { recursive: true, force: true });
      process.exit(code);
    };
    process.once(signal, end);
    return () => process.off(signal, end);
  });
  return () => {
    for (const off of handlers) off();
  };
}

/** The old folder steps aside by a rename and goes only when the new one stands. */
function replace(target: string, fresh: string): void {
  // A temporary folder is made for its owner alone; this one is read by others, as any folder made here.
  chmodSync(fresh, 0o777 & ~process.umask());
  if (!existsSync(target)) {
    renameSync(fresh, target);
    return;
  }
  const old = `${fresh}-old`;
  renameSync(target, old);
  try {
    renameSync(fresh, target);
  } catch (error) {
    renameSync(old, target);
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

/** An output folder is replaced as a whole, so it must be one that holds nothing but manifests. */
function refuseDangerous(target: string, root: string): void {
  const mend = "Name a folder of its own, such as `output: k8s` in cdk8s.yaml.";
  const refuse = (why: string): never => {
    throw new CliError(EXIT.usage, `The output folder "${target}" ${why}`, { mend });
  };
  if (`${root}${sep}`.startsWith(target.endsWith(sep) ? target : `${target}${sep}`)) {
    refuse("holds the project itself, and synth replaces it.");
  }
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) refuse("is a file.");
  const foreign = filesIn(target).find((file) => !/(\.(ya?ml|json)|(^|[\\/])\.[^\\/]+)$/.test(file));
  if (foreign !== undefined) refuse(`holds "${foreign}", which is no manifest, and synth replaces the folder.`);
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort((a, b) => (a < b ? -1 : 1));
}

function shown(path: string): string {
  return relative(process.cwd(), path).split(sep).join("/");
}
