import type { AppRunner } from "../app/run-app.ts";
import type { ExitCode } from "../exit-codes.ts";
import { load } from "../input/load.ts";
import { type Output, type ReportFormat, report, summary } from "../output.ts";

/** `sluice check`: everything that is wrong with an app or with YAML files, all at once. */
export async function check(
  paths: readonly string[],
  options: { readonly format: ReportFormat },
  runner: AppRunner,
  output: Output,
): Promise<ExitCode> {
  const { manifests, findings, acknowledged } = await load(paths, runner);
  const code = await report({ findings, acknowledged }, options.format, output);
  if (options.format === "text") {
    const objects = `${manifests.length} object${manifests.length === 1 ? "" : "s"}`;
    output.stderr(`${objects} checked: ${summary({ findings, acknowledged })}.\n`);
  }
  return code;
}
