import Module from "node:module";
import { resolve } from "node:path";
import type { HostMessage } from "../cli/app/host-protocol.ts";
import { SYNTH_HOST, type SynthHost } from "../manifests/synth-report.ts";

// Runs an app's main file in a process of its own and reports what its synth found to the command that started it.

const file = process.argv[2];
if (file === undefined || process.send === undefined) {
  process.stderr.write("sluice: this file is started by the sluice command, not by hand.\n");
  process.exit(2);
}

const host: SynthHost = {
  onSynth: (report) => tell({ kind: "synth", report }),
  wantsTargets: process.env["SLUICE_TARGETS"] === "true",
};
Object.defineProperty(globalThis, SYNTH_HOST, { value: host });

process.on("uncaughtException", (error) => fail(error));
process.on("unhandledRejection", (error) => fail(error));

process.argv.splice(1, 2, resolve(file));
// As `node FILE` does, so that `require.main === module` and the like hold in it.
try {
  Module.runMain();
} catch (error) {
  fail(error);
}

function tell(message: HostMessage, then: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, undefined, {}, then);
  else then();
}

function fail(error: unknown): void {
  process.exitCode = 1;
  const known = error instanceof Error ? error : new Error(String(error));
  const { message, stack } = known;
  const code = "code" in known && typeof known.code === "string" ? { code: known.code } : {};
  tell({ kind: "failed", message, ...(stack === undefined ? {} : { stack }), ...code }, () => process.exit(1));
}
