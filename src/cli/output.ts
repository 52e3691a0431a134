import type { Diagnostic, Report } from "../diagnostics/index.ts";
import { formatText } from "../diagnostics/text.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

/** How findings are printed. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const REPORT_FORMATS = ["text", "json", "sarif", "github"] as const;

/** Where a command writes; colours only on a terminal, and never with `NO_COLOR`. */
export interface Output {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly color: boolean;
  /** The version of Sluice, which SARIF names. */
  readonly version: string;
}

/** The process's own streams. */
export function processOutput(version: string): Output {
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
    version,
  };
}

/** Prints findings: text for people to stderr, data to stdout. Gives the exit code they mean. */
export async function report(told: Report, format: ReportFormat, output: Output): Promise<ExitCode> {
  const { findings } = told;
  switch (format) {
    case "json": {
      const { formatJson } = await import("../diagnostics/json.ts");
      output.stdout(`${formatJson(told)}\n`);
      break;
    }
    case "sarif": {
      const { formatSarif } = await import("../diagnostics/sarif.ts");
      output.stdout(`${formatSarif(told, { version: output.version })}\n`);
      break;
    }
    case "github": {
      const { formatGithub } = await import("../diagnostics/github.ts");
      output.stdout(formatGithub(findings));
      break;
    }
    case "text":
      if (findings.length > 0) output.stderr(formatText(findings, { color: output.color }));
  }
  return findings.some((finding) => finding.severity === "error") ? EXIT.findings : EXIT.ok;
}

/** `3 errors, 1 warning, 1 acknowledged`, or `nothing wrong`. */
export function summary({ findings, acknowledged }: Report): string {
  const count = (severity: Diagnostic["severity"]) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}${number === 1 ? "" : "s"}`];
  };
  const parts = [...count("error"), ...count("warning")];
  if (parts.length === 0) parts.push("nothing wrong");
  return [...parts, ...(acknowledged.length === 0 ? [] : [`${acknowledged.length} acknowledged`])].join(", ");
}
