import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { APP_FILE, formatAppFile } from "../../src/manifests/app-file.ts";
import type { SourcedManifest } from "../../src/manifests/manifest.ts";

/**
 * Writes what travels beside the manifests to `.sluice/app.json` of the working directory: under another name first,
 * so that a reader never sees half of it. The manifests are written by then, so a failure here is a warning. Manifests
 * in a temporary folder elsewhere are a test's or a command's: the file goes on describing those that stay.
 */
export function saveAppFile(manifests: readonly SourcedManifest[], outdir: string): readonly Diagnostic[] {
  if (isWithin(outdir, tmpdir()) && !isWithin(outdir, ".")) return [];
  const file = resolve(APP_FILE);
  try {
    mkdirSync(dirname(file), { recursive: true });
    replaceFile(file, formatAppFile(manifests));
    return [];
  } catch (error) {
    return [notWritten(error)];
  }
}

/** Puts a whole file in the place of another, or leaves that alone. */
function replaceFile(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function notWritten(error: unknown): Diagnostic {
  return {
    code: "app-file-not-written",
    severity: "warning",
    at: { file: APP_FILE },
    message: `The manifests are written, and this file is not: ${error instanceof Error ? error.message : String(error)}.`,
    mend: "Make the folder writable, if `sluice` commands on the written YAML should know its constructs.",
  };
}
