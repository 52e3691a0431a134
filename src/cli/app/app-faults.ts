import { readdirSync } from "node:fs";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import type { AppRun } from "./run-app.ts";

/** @throws {@link CliError} exit code 3 when the app failed for another reason than findings */
export function throwIfFailed(run: AppRun): void {
  if (run.failure === undefined) return;
  const found = run.report?.diagnostics.some((diagnostic) => diagnostic.severity === "error") ?? false;
  if (found) return;
  const { message, stack, place } = run.failure;
  if (stack === undefined) {
    throw new CliError(EXIT.app, `The app failed: ${message}.`, { mend: "What it printed is above." });
  }
  throw new CliError(EXIT.app, `The app failed${place === undefined ? "" : ` at ${place}`}: ${message}`, {
    mend: "--verbose shows the whole stack.",
    detail: stack,
  });
}

/** @throws {@link CliError} exit code 3 when an app that ended well left its output folder empty */
export function refuseNothing(outdir: string): void {
  if (readdirSync(outdir).length > 0) return;
  throw new CliError(EXIT.app, "The app ended and wrote no manifest.", {
    mend: "Call app.synth() at the end of its main file.",
  });
}
