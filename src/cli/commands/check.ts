import { orderFindings } from "../../diagnostics/index.ts";
import type { AppRunner } from "../app/run-app.ts";
import type { ExitCode } from "../exit-codes.ts";
import { load, readAgainst } from "../input/load.ts";
import { type Output, type ReportFormat, report, summary } from "../output.ts";

/** What `sluice check` is asked for. */
export interface CheckOptions {
  readonly format: ReportFormat;
  /** A folder or file with the YAML that is in the cluster, or was applied last. */
  readonly against?: string;
}

/**
 * `sluice check`: everything that is wrong with an app or with YAML files, all at once; with `against`, also what a cluster
 * would not let them change.
 */
export async function check(
  paths: readonly string[],
  options: CheckOptions,
  runner: AppRunner,
  output: Output,
): Promise<ExitCode> {
  const loaded = await load(paths, runner);
  const { manifests, acknowledged } = loaded;
  const updates = options.against === undefined ? [] : readAgainst(options.against, loaded);
  const findings = updates.length === 0 ? loaded.findings : orderFindings([...loaded.findings, ...updates]);
  const code = await report({ findings, acknowledged }, options.format, output);
  if (options.format === "text") {
    const objects = `${manifests.length} object${manifests.length === 1 ? "" : "s"}`;
    output.stderr(`${objects} checked: ${summary({ findings, acknowledged })}.\n`);
  }
  return code;
}
