import { readdirSync, readFileSync } from "node:fs";
import { didYouMean } from "../../diagnostics/index.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";

/**
 * `sluice check --explain CODE`: the page of a rule, as Markdown: what is lost, why, how to mend it, and an example.
 *
 * @throws {@link CliError} exit code 2 when no rule has that code
 */
export function explainRule(code: string, pages: URL, output: Output): ExitCode {
  const codes = readdirSync(pages)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .map((name) => name.slice(0, -".md".length))
    .sort();
  if (!codes.includes(code)) {
    throw new CliError(EXIT.usage, `No rule has the code "${code}".`, {
      mend: didYouMean(code, codes) ?? `There are: ${codes.join(", ")}.`,
    });
  }
  output.stdout(readFileSync(new URL(`${code}.md`, pages), "utf8"));
  return EXIT.ok;
}
