import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { readProject } from "../app/project.ts";
import { type AppRunner, hasErrors, runApp } from "../app/run-app.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { throwIfFailed } from "../input/load.ts";
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
  try {
    const run = await runApp(project, fresh, runner);
    const code = report(run.report?.diagnostics ?? [], options.format, output);
    throwIfFailed(run);
    if (hasErrors(run.report)) return code;
    const files = filesIn(fresh);
    if (files.length === 0) {
      throw new CliError(EXIT.app, "The app ended and wrote no manifest.", {
        mend: "Call app.synth() at the end of its main file.",
      });
    }
    replace(target, fresh);
    if (options.format === "text") {
      for (const file of files) output.stdout(`${shown(join(target, file))}\n`);
    }
    return code;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The old folder steps aside by a rename and goes only when the new one stands. */
function replace(target: string, fresh: string): void {
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

/** An output folder is replaced as a whole, so it must not be one that holds the project. */
function refuseDangerous(target: string, root: string): void {
  if (!`${root}${sep}`.startsWith(`${target}${sep}`)) return;
  throw new CliError(EXIT.usage, `The output folder "${target}" holds the project itself, and synth replaces it.`, {
    mend: "Name a folder inside the project, such as `output: k8s` in cdk8s.yaml.",
  });
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
