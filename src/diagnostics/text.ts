import colors from "picocolors";
import type { Diagnostic, Place } from "./diagnostic.ts";

/** How findings are printed for a person. */
export interface TextOptions {
  /** Whether the text may carry terminal colours: only when it goes to a terminal and `NO_COLOR` is not set. */
  readonly color: boolean;
}

/**
 * Findings for a person to read, a blank line between two and a newline at the end; nothing for no findings.
 *
 * ```
 * error no-failure-path   shop/orders/charge  spec.delivery.deadLetterSink   main.ts:41
 *   An event that charge keeps refusing is lost after 6 attempts.
 *   Name a deadLetterSink on this subscription, or acknowledge the loss with a reason.
 * ```
 */
export function formatText(diagnostics: readonly Diagnostic[], options: TextOptions): string {
  const paint = colors.createColors(options.color);
  return diagnostics.map((diagnostic) => `${block(diagnostic, paint)}\n`).join("\n");
}

function block(diagnostic: Diagnostic, paint: ReturnType<typeof colors.createColors>): string {
  const { severity, code, at, field, message, mend, notes } = diagnostic;
  const label = severity === "error" ? paint.red(severity) : paint.yellow(severity);
  const subject = [subjectOf(diagnostic), field].filter((part) => part !== undefined && part !== "").join("  ");
  const place = sourcePlace(at);
  const header = [
    `${label} ${paint.bold(printable(code))}`,
    printable(subject),
    place === undefined ? "" : paint.dim(printable(place)),
  ]
    .filter((part) => part !== "")
    .join("   ");
  const body = [message, mend, ...(notes ?? []).map((note) => `note: ${note}`)]
    .filter((text) => text !== undefined)
    .flatMap((text) => text.split("\n"))
    .map((line) => `  ${printable(line)}`);
  return [header, ...body].join("\n");
}

/** The construct where there is one, because that is what an author looks for; the object otherwise. */
export function subjectOf({ at, object }: Pick<Diagnostic, "at" | "object">): string | undefined {
  if (at.construct !== undefined && at.construct !== "") return at.construct;
  if (object === undefined) return undefined;
  return `${object.kind} ${object.namespace === undefined ? "" : `${object.namespace}/`}${object.name}`;
}

/** `main.ts:41` or `broker.yaml:3:7`, in the form terminals and editors make a link of. */
function sourcePlace({ file, line, column }: Place): string | undefined {
  if (file === undefined) return undefined;
  return [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(":");
}

/** Control characters from somebody's YAML would move the cursor or change colours of the terminal: shown, not sent. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
