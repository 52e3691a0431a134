import type { Diagnostic } from "./diagnostic.ts";
import { subjectOf } from "./text.ts";

/**
 * Findings as GitHub's workflow commands, one a line with a newline at its end: a runner shows each beside the line of
 * the file it names. What has no file is shown in the run's summary, with the construct or object at its head.
 */
export function formatGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${command(diagnostic)}\n`).join("");
}

function command(diagnostic: Diagnostic): string {
  const { severity, code, at, field, message, mend, notes } = diagnostic;
  const properties = [
    at.file === undefined ? undefined : `file=${property(at.file)}`,
    at.file === undefined || at.line === undefined ? undefined : `line=${at.line}`,
    at.file === undefined || at.line === undefined || at.column === undefined ? undefined : `col=${at.column}`,
    `title=${property(code)}`,
  ].filter((part) => part !== undefined);
  const subject = [subjectOf(diagnostic), field].filter((part) => part !== undefined && part !== "").join("  ");
  const lines = [subject, message, mend, ...(notes ?? []).map((note) => `note: ${note}`)];
  const text = lines.filter((line) => line !== undefined && line !== "").join("\n");
  return `::${severity} ${properties.join(",")}::${data(text)}`;
}

/** The runner reads a command up to the line's end; these are its own escapes. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** In a property the separators have escapes too. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
