import { fork, spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { parseAppCommand } from "./app-command.ts";
import type { SynthReport } from "../../manifests/synth-report.ts";
import type { HostMessage, LoadMode } from "./host-protocol.ts";
import { loadModeOf } from "./load-mode.ts";
import type { Project } from "./project.ts";

/** What became of a run. */
export interface AppRun {
  /** What the app's synth reported; undefined when no Sluice construct took part, or another command ran. */
  readonly report: SynthReport | undefined;
  /** Why it failed, if it did; findings are no failure of the app. */
  readonly failure: AppFailure | undefined;
}

/** How an app failed. */
export interface AppFailure {
  readonly message: string;
  readonly stack?: string;
  /** The first place in the stack that is the app's own: `main.ts:3:7`, relative to the working directory. */
  readonly place?: string;
  /** The `code` of the error, when it has one. */
  readonly code?: string;
}

/** What running an app needs from the process it runs in. */
export interface AppRunner {
  /** The built `app-host.js`, which a child process runs. */
  readonly appHost: URL;
  /** Says something worth knowing to the person at the terminal. */
  readonly notice: (text: string) => void;
}

/** What is asked of an app beside its manifests. */
export interface AppOptions {
  /** Has cdk8s write `construct-metadata.json`. @default false */
  readonly recordConstructs?: boolean;
  /** Has each Pipeline lowered to the other targets too, see {@link SynthReport.targets}. @default false */
  readonly targets?: boolean;
}

/**
 * Runs the app of a project in a process of its own, with `outdir` as the folder it writes to. What it prints goes to
 * stderr, so that stdout stays ours. With `recordConstructs` cdk8s writes `construct-metadata.json` beside the
 * manifests, as its own command line asks for where there are validation plugins.
 *
 * @throws {@link CliError} exit code 3 when the command cannot be started, or fails without a word from the app
 */
export async function runApp(
  project: Project,
  outdir: string,
  runner: AppRunner,
  options: AppOptions = {},
): Promise<AppRun> {
  const command = parseAppCommand(project.app);
  const env = {
    ...process.env,
    CDK8S_OUTDIR: outdir,
    CDK8S_CHECK_UPGRADE: "false",
    ...(options.targets === true ? { SLUICE_TARGETS: "true" } : {}),
    ...(options.recordConstructs === true ? { CDK8S_RECORD_CONSTRUCT_METADATA: "true" } : {}),
  };
  if (command.kind === "command") {
    runner.notice(`Running \`${command.command}\` as it is; \`tsx FILE\` would start faster.`);
    return runCommand(command.command, project.root, env);
  }
  if (!existsSync(resolve(project.root, command.file))) {
    throw new CliError(EXIT.usage, `The app of cdk8s.yaml is \`${project.app}\`, and there is no "${command.file}".`, {
      mend: "Name the file that calls app.synth().",
    });
  }
  const mode = loadModeOf(resolve(project.root, command.file));
  const run = await runFile(runner.appHost, command.file, mode, project.root, env);
  if (mode === "any" || !NEEDS_LOADER.has(run.failure?.code ?? "")) return run;
  // A CommonJS app that calls `import()` of TypeScript: only the loader finds that.
  for (const name of readdirSync(outdir)) rmSync(join(outdir, name), { recursive: true });
  return runFile(runner.appHost, command.file, "any", project.root, env);
}

const NEEDS_LOADER = new Set(["ERR_MODULE_NOT_FOUND", "ERR_UNKNOWN_FILE_EXTENSION", "ERR_UNSUPPORTED_DIR_IMPORT"]);

function runFile(appHost: URL, file: string, mode: LoadMode, cwd: string, env: NodeJS.ProcessEnv): Promise<AppRun> {
  const tsx =
    mode === "commonjs"
      ? ["--require", createRequire(import.meta.url).resolve("tsx/cjs")]
      : ["--import", import.meta.resolve("tsx")];
  const child = fork(fileURLToPath(appHost), [file], {
    cwd,
    env,
    execArgv: ["--enable-source-maps", ...tsx],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.stdout?.on("data", (chunk: Buffer) => process.stderr.write(chunk));
  const said: Buffer[] = [];
  child.stderr?.on("data", (chunk: Buffer) => said.push(chunk));
  return new Promise((done, fail) => {
    let report: SynthReport | undefined;
    let failure: AppRun["failure"];
    child.on("message", (message: HostMessage) => {
      if (message.kind === "synth") report = merge(report, message.report);
      if (message.kind === "failed") failure = failureOf(message, dirname(dirname(fileURLToPath(appHost))));
    });
    child.on("error", (error) => fail(new CliError(EXIT.app, `The app could not be started: ${error.message}`)));
    child.on("close", (code, signal) => {
      process.stderr.write(Buffer.concat(said));
      if (code !== 0 && failure === undefined && !hasErrors(report)) {
        failure = { message: signal === null ? `it exited with code ${code}` : `it was ended by ${signal}` };
      }
      done({ report, failure });
    });
  });
}

function runCommand(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<AppRun> {
  return new Promise((done, fail) => {
    const child = spawn(command, { cwd, env, shell: true, stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.on("data", (chunk: Buffer) => process.stderr.write(chunk));
    child.on("error", (error) => fail(new CliError(EXIT.app, `\`${command}\` could not be started: ${error.message}`)));
    child.on("close", (code) => {
      done({
        report: undefined,
        failure: code === 0 ? undefined : { message: `\`${command}\` exited with code ${code}` },
      });
    });
  });
}

function failureOf(told: Extract<HostMessage, { readonly kind: "failed" }>, ours: string): AppFailure {
  const { message, stack } = told;
  const code = told.code === undefined ? {} : { code: told.code };
  if (stack === undefined) return { message, ...code };
  const frames = stack.matchAll(/^ +at (?:.*\(|async )?(?:file:\/\/)?(\/[^():]+|[A-Za-z]:\\[^():]+):(\d+:\d+)\)?$/gm);
  const [own] = [...frames].filter(([, path = ""]) => !path.includes("node_modules") && !path.startsWith(ours + sep));
  if (own === undefined) return { message, stack, ...code };
  const file = relative(process.cwd(), own[1] ?? "")
    .split(sep)
    .join("/");
  return { message, stack, ...code, place: `${file}:${own[2]}` };
}

/** An app may hold several cdk8s Apps; what each reports counts. */
function merge(before: SynthReport | undefined, next: SynthReport): SynthReport {
  if (before === undefined) return next;
  return {
    manifests: [...before.manifests, ...next.manifests],
    diagnostics: [...before.diagnostics, ...next.diagnostics],
    acknowledged: [...(before.acknowledged ?? []), ...(next.acknowledged ?? [])],
    targets: [...(before.targets ?? []), ...(next.targets ?? [])],
  };
}

/** Whether a report holds errors. */
export function hasErrors(report: SynthReport | undefined): boolean {
  return report?.diagnostics.some((diagnostic) => diagnostic.severity === "error") ?? false;
}
