import type { Diagnostic } from "../diagnostics/index.ts";
import { formatJson } from "../diagnostics/json.ts";
import { formatText } from "../diagnostics/text.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

/** How findings are printed. */
export type ReportFormat = "text" | "json";

/** Where a command writes; colours only on a terminal, and never with `NO_COLOR`. */
export interface Output {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly color: boolean;
}

/** The process's own streams. */
export function processOutput(): Output {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  // What reads our output may end first, such as `head`: then there is nobody to tell.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(EXIT.ok);
      throw error;
    });
  }
  const wanted = FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0";
  return {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    color: (NO_COLOR === undefined || NO_COLOR === "") && (wanted || process.stderr.isTTY === true),
  };
}

/** Prints findings: text for people to stderr, data to stdout. Gives the exit code they mean. */
export function report(findings: readonly Diagnostic[], format: ReportFormat, output: Output): ExitCode {
  if (format === "json") output.stdout(`${formatJson(findings)}\n`);
  else if (findings.length > 0) output.stderr(formatText(findings, { color: output.color }));
  return findings.some((finding) => finding.severity === "error") ? EXIT.findings : EXIT.ok;
}

/** `3 errors, 1 warning`, or `nothing wrong`. */
export function summary(findings: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic["severity"]) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}${number === 1 ? "" : "s"}`];
  };
  const parts = [...count("error"), ...count("warning")];
  return parts.length === 0 ? "nothing wrong" : parts.join(", ");
}
