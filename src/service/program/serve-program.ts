import { parseArgs } from "node:util";
import { ConfigurationError } from "../configuration-error.ts";
import type { Environment } from "../environment.ts";
import { isFromEnvironment } from "../from-environment.ts";
import { runSource } from "../run-source.ts";
import { type Serving, serve } from "../serve.ts";
import { isService, type Service } from "../service.ts";
import type { Source } from "../source.ts";
import { loadModule } from "./load-module.ts";
import { EXIT_CODES, ServeError } from "./serve-error.ts";

const USAGE = `Usage: sluice-serve MODULE [--port PORT] [--host HOST] [--verbose]

Serves the service (or runs the source) that MODULE exports by default.
MODULE is a path, a file: URL, or a package's entry such as sluice/processing/query-runner.

  --port PORT   where to listen; 0 takes a free port (default: PORT of the environment, else 8080)
  --host HOST   (default: HOST of the environment, else 0.0.0.0)
  --verbose     show where an error was thrown
  --help        show this

The first line on stdout tells that it is ready: {"listening":{"port":8080,…}} or {"running":{"sink":"…"}}.
With SLUICE_SUPERVISED=1 it ends when its stdin closes.

Exit codes:
  0  it ended on purpose: SIGTERM, SIGINT, or its supervisor is gone
  1  the source ended or threw
  2  wrong arguments
  3  the module is not there or could not be loaded
  4  the module's default export is no service
  5  configuration is missing or malformed; everything at fault is named
  6  the port cannot be had
`;

/** What the program needs from its process. */
export interface ServeProcess {
  readonly environment: Environment;
  readonly directory: string;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Resolves when the supervisor is gone. */
  readonly orphaned: Promise<void>;
}

/** Runs `sluice-serve`: resolves with its exit code when it has ended. Never throws. */
export async function serveProgram(argv: readonly string[], process: ServeProcess): Promise<number> {
  const verbose = argv.includes("--verbose");
  try {
    const options = readArguments(argv, process.environment);
    if (options === "help") {
      process.stdout(USAGE);
      return 0;
    }
    const exported = await loadModule(options.module, process.directory);
    const served = isFromEnvironment(exported) ? await exported.configure(process.environment) : exported;
    if (isService(served)) await runService(served, options, process);
    else await runUntilEnd(served, process);
    return 0;
  } catch (error) {
    return tell(error, process, verbose);
  }
}

interface Arguments {
  readonly module: string;
  readonly port: number;
  readonly host: string;
}

function readArguments(argv: readonly string[], environment: Environment): Arguments | "help" {
  const { values, positionals } = parse(argv);
  if (values.help === true) return "help";
  const [module, ...rest] = positionals;
  if (module === undefined || rest.length > 0) {
    throw new ServeError("usage", `One MODULE is needed, ${positionals.length} were given.`, [
      "sluice-serve --help shows how.",
    ]);
  }
  const given = values.port ?? environment["PORT"] ?? "8080";
  const port = Number(given);
  if (!/^\d+$/.test(given) || port > 65_535) {
    throw new ServeError("usage", `"${given}" is no port.`, ["Give a number from 0 to 65535, in --port or PORT."]);
  }
  return { module, port, host: values.host ?? environment["HOST"] ?? "0.0.0.0" };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        port: { type: "string" },
        host: { type: "string" },
        verbose: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ServeError("usage", message, ["sluice-serve --help shows how."]);
  }
}

async function runService(service: Service, options: Arguments, process: ServeProcess): Promise<void> {
  const serving = await listening(service, options);
  const { step } = service;
  process.stdout(`${JSON.stringify({ listening: { port: serving.port, url: serving.url, step: step.name } })}\n`);
  void process.orphaned.then(() => serving.close());
  await serving.stopped;
}

async function listening(service: Service, { port, host }: Arguments): Promise<Serving> {
  try {
    return await serve(service, { port, host });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EADDRINUSE" && code !== "EACCES" && code !== "EADDRNOTAVAIL") throw error;
    const why = code === "EADDRINUSE" ? "is in use" : `cannot be listened on (${code})`;
    throw new ServeError(
      "port-unavailable",
      `Port ${port} of ${host} ${why}.`,
      ["Give another one in --port or PORT."],
      {
        cause: error,
      },
    );
  }
}

async function runUntilEnd(source: Source, process: ServeProcess): Promise<void> {
  const running = runSource(source, { environment: process.environment });
  process.stdout(`${JSON.stringify({ running: { sink: running.sink, source: source.name } })}\n`);
  void process.orphaned.then(() => running.close());
  try {
    await running.stopped;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ServeError("source-failed", `The source "${source.name}" failed: ${message}`, [], { cause: error });
  }
}

/** Prints a fault as its message and mends; a stack only with --verbose. */
function tell(error: unknown, process: ServeProcess, verbose: boolean): number {
  if (ConfigurationError.is(error)) {
    process.stderr(`sluice-serve: it cannot start as it is configured.\n`);
    for (const problem of error.problems) process.stderr(`  ${problem}\n`);
    return EXIT_CODES.configuration;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr(`sluice-serve: ${message}\n`);
  if (error instanceof ServeError) for (const mend of error.mends) process.stderr(`  ${mend}\n`);
  if (verbose && error instanceof Error) process.stderr(`${stackOf(error)}\n`);
  return error instanceof ServeError ? EXIT_CODES[error.code] : 1;
}

function stackOf(error: Error): string {
  return error.cause instanceof Error ? (error.cause.stack ?? "") : (error.stack ?? "");
}
