import { readFileSync, statSync } from "node:fs";
import { formatText } from "../../diagnostics/text.ts";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { MAX_TABLE_BYTES, parseRouteTable } from "../../routes/index.ts";
import { prepareTable } from "../prepare.ts";
import { loadCompilers } from "./compilers.ts";
import { SecretError } from "./secrets.ts";
import { serveShim } from "./serve-shim.ts";
import { type Environment, readSettings } from "./settings.ts";

/** What the program has of its process. */
export interface ProgramHost {
  readonly environment: Environment;
  readonly stderr: (text: string) => void;
  readonly now: () => number;
}

/**
 * Runs `sluice-shim` until it is stopped: 0. What is wrong with the environment, the table or its secrets is printed, all
 * at once: 2. A port that cannot be had: 1.
 */
export async function shimProgram(host: ProgramHost): Promise<number> {
  const { settings, problems } = readSettings(host.environment);
  if (settings === undefined) {
    for (const problem of problems) host.stderr(`sluice-shim: ${problem}\n`);
    return 2;
  }
  const source = settings.tableFile === undefined ? { text: settings.table ?? "" } : readTable(settings.tableFile);
  if ("problem" in source) {
    host.stderr(`sluice-shim: ${source.problem}\n`);
    return 2;
  }
  const { table, diagnostics } = parseRouteTable(source.text, settings.tableFile ?? "SLUICE_ROUTES");
  if (table === undefined) return refused(host, diagnostics);
  const preparation = prepareTable(table, await loadCompilers(table, { now: host.now }));
  if (preparation.prepared === undefined) return refused(host, preparation.diagnostics);
  const { environment } = host;
  const { port, graceMs, log, logData } = settings;
  try {
    const serving = await serveShim(preparation.prepared, { port, graceMs, environment, logLevel: log, logData });
    await serving.stopped;
    return 0;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    host.stderr(`sluice-shim: ${text}\n`);
    return error instanceof SecretError ? 2 : 1;
  }
}

function readTable(file: string): { readonly text: string } | { readonly problem: string } {
  try {
    // A device or a huge file by mistake must not be read to its end.
    const { size } = statSync(file);
    if (size > MAX_TABLE_BYTES)
      return { problem: `The file ${file} has ${size} bytes, and at most ${MAX_TABLE_BYTES} are read.` };
    return { text: readFileSync(file, "utf8") };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    return {
      problem: `The route table ${file} cannot be read (${code}). Set SLUICE_ROUTES_FILE to a file that is there.`,
    };
  }
}

function refused(host: ProgramHost, diagnostics: readonly Diagnostic[]): number {
  host.stderr(formatText(diagnostics, { color: false }));
  return 2;
}
