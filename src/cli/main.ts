import { fileURLToPath } from "node:url";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { AppRunner } from "./app/run-app.ts";
import { CliError } from "./cli-error.ts";
import type { DevCommandOptions } from "./commands/dev.ts";
import type { GraphFormat } from "./commands/graph.ts";
import type { ExplainOptions } from "./commands/explain.ts";
import type { UpgradeCommandOptions } from "./commands/upgrade.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { fileFault } from "./file-fault.ts";
import { type Output, processOutput, REPORT_FORMATS, type ReportFormat } from "./output.ts";

/** What the entry point knows and this module does not: where it is installed, and its version. */
export interface Installation {
  readonly version: string;
  /** The built file that runs an app in a child process. */
  readonly appHost: URL;
  /** The built file that a service process runs behind. */
  readonly guard: URL;
  /** The built `sluice-serve`, which runs service modules. */
  readonly serve: URL;
  /** The folder of the rules' pages, one Markdown file a code. */
  readonly rulePages: URL;
}

const EXIT_CODES = `
Exit codes:
  0   done, nothing wrong (warnings may be printed)
  1   findings of severity error, or a hop that failed in dev
  2   wrong arguments, a missing or unreadable file, no project
  3   the app failed: it threw, could not be started, or wrote nothing
  4   a service process died or never listened, or a port is in use (dev)
  70  a fault of sluice itself`;

const UPGRADE_EXIT_CODES = `
Exit codes:
  0   done; with --check: nothing to do
  1   something was refused, has no upgrade, or is still wrong afterwards; with --check also: something would change
  2   wrong arguments, a missing or unreadable file`;

/** Runs one command line and gives its exit code. Never throws. */
export async function main(argv: readonly string[], installation: Installation): Promise<ExitCode> {
  const output = processOutput(installation.version);
  const verbose = argv.includes("--verbose");
  try {
    let code: ExitCode = EXIT.ok;
    const program = commands(installation, output, (result) => {
      code = result;
    });
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    return told(error, verbose, output);
  }
}

function commands(installation: Installation, output: Output, done: (code: ExitCode) => void): Command {
  const runner: AppRunner = { appHost: installation.appHost, notice: (text) => output.stderr(`${text}\n`) };
  const program = new Command("sluice")
    .description("Typed event pipelines for Knative: synthesize, check, draw and run them without a cluster.")
    .version(installation.version)
    .option("--verbose", "show where an error was thrown")
    .showHelpAfterError("(sluice --help shows every command)")
    .addHelpText("after", EXIT_CODES)
    .exitOverride();
  const format = () =>
    new Option("--format <format>", "how findings are printed").choices(REPORT_FORMATS).default("text");
  const paths: [string, string] = [
    "[paths...]",
    "YAML files or folders, or a folder with a cdk8s.yaml (default: the app of ./cdk8s.yaml)",
  ];

  program
    .command("synth [folder]")
    .description("write the manifests of a cdk8s app: the bytes of `cdk8s synth`, faster")
    .option("-o, --output <folder>", "where to write (default: `output` of cdk8s.yaml)")
    .addOption(format())
    .action(async (folder: string | undefined, options: { output?: string; format: ReportFormat }) => {
      const { synth } = await import("./commands/synth.ts");
      done(await synth(folder ?? ".", options, runner, output));
    });

  program
    .command("check")
    .argument(...paths)
    .description("say everything that is wrong with an app or with YAML, all at once")
    .addOption(format())
    .option(
      "--against <folder>",
      "say also what may not change of the objects in this YAML, from the cluster or the last release",
    )
    .option("--explain <rule>", "print a rule's page instead: what is lost, why, how to mend it")
    .action(async (named: string[], options: { format: ReportFormat; against?: string; explain?: string }) => {
      if (options.explain !== undefined) {
        const { explainRule } = await import("./commands/explain-rule.ts");
        done(explainRule(options.explain, installation.rulePages, output));
        return;
      }
      const { check } = await import("./commands/check.ts");
      done(await check(named, options, runner, output));
    });

  program
    .command("upgrade")
    .argument("<paths...>", "YAML files or folders")
    .description("rewrite retired versions and kinds to current ones, in place")
    .option("--check", "write nothing, and fail when something would change", false)
    .addOption(new Option("--format <format>", "how changes are printed").choices(["text", "json"]).default("text"))
    .addHelpText("after", UPGRADE_EXIT_CODES)
    .action(async (named: string[], options: UpgradeCommandOptions) => {
      const { upgrade } = await import("./commands/upgrade.ts");
      done(upgrade(named, options, output));
    });

  program
    .command("explain")
    .argument("<what...>", "YAML files or folders; or a name, and where to find it")
    .description("show each object as the cluster stores it; of a name, what it costs and can lose")
    .option("--targets", "of a Pipeline of an app: compare what it would be on every target", false)
    .addOption(new Option("--format <format>", "how objects are printed").choices(["text", "json"]).default("text"))
    .action(async (named: string[], options: ExplainOptions) => {
      const { explain } = await import("./commands/explain.ts");
      done(await explain(named, options, runner, output));
    });

  program
    .command("graph")
    .argument(...paths)
    .description("draw the event graph: Mermaid, SVG, Graphviz DOT, or JSON")
    .addOption(
      new Option("--format <format>", "what to write").choices(["mermaid", "svg", "dot", "json"]).default("mermaid"),
    )
    .action(async (named: string[], options: { format: GraphFormat }) => {
      const { graph } = await import("./commands/graph.ts");
      done(await graph(named, options, runner, output));
    });

  program
    .command("dev")
    .argument(...paths)
    .description("run it on this machine: brokers, triggers, retries and dead letters as a cluster would")
    .addOption(repeatable("--fire <source>", "fire a schedule by hand when everything runs (repeatable)"))
    .addOption(repeatable("--until <name=count>", "end when a service has handled so many events (repeatable)"))
    .option("--timeout <seconds>", "give up on --until after this long", seconds, 120)
    .addOption(repeatable("--service <name=url>", "a service that runs elsewhere (repeatable)"))
    .option("--port <port>", "where Brokers and Channels take events; 0 is any", port, 8070)
    .option("--logs", "show everything that services print, not only what is wrong", false)
    .option("--force", "run in spite of errors", false)
    .addOption(new Option("--format <format>", "how events are printed").choices(["text", "json"]).default("text"))
    .action(async (named: string[], options: DevCommandOptions) => {
      const { dev } = await import("./commands/dev.ts");
      const files = { guard: fileURLToPath(installation.guard), serve: fileURLToPath(installation.serve) };
      done(await dev(named, options, files, runner, output));
    });

  return withExit(program);
}

function repeatable(flags: string, description: string): Option {
  const collect = (value: string, before: readonly string[]) => [...before, value];
  return new Option(flags, description).argParser(collect).default([], "none");
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError("A port is 0 to 65535.");
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 86_400) return value;
  throw new InvalidArgumentError("Seconds are above 0, at most 86400.");
}

/** Subcommands inherit neither exitOverride nor --verbose. */
function withExit(program: Command): Command {
  for (const command of program.commands) {
    command.exitOverride().option("--verbose", "show where an error was thrown");
  }
  return program;
}

/** Prints a failure as one message and a mend; a stack only with --verbose or when the fault is ours. */
function told(thrown: unknown, verbose: boolean, output: Output): ExitCode {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const error = fileFault(thrown) ?? thrown;
  if (error instanceof CliError) {
    output.stderr(`sluice: ${error.message}\n`);
    if (error.mend !== undefined) output.stderr(`  ${error.mend}\n`);
    if (verbose) output.stderr(`${error.detail ?? error.stack ?? ""}\n`);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  output.stderr(`sluice: ${message}\n  This is a fault of sluice itself; --verbose shows where.\n`);
  if (verbose && error instanceof Error) output.stderr(`${error.stack ?? ""}\n`);
  return EXIT.internal;
}
