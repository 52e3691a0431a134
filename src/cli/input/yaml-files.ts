import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

/** A file as text, its path relative to the working directory with forward slashes. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Folders that never hold manifests of the user's. */
const PASSED_OVER = new Set(["node_modules", ".git", ".sluice"]);

/**
 * The YAML and JSON files that paths name, folders searched through, in one order whatever order they are named in.
 *
 * @throws {@link CliError} exit code 2 for a path that is missing, cannot be read or is no UTF-8, or names no YAML at all
 */
export function readYamlFiles(paths: readonly string[], cwd: string): readonly TextFile[] {
  const files = [...new Set(paths.flatMap((path) => filesBelow(resolve(cwd, path), path)))].sort(byText);
  if (files.length === 0) {
    throw new CliError(EXIT.usage, `There is no YAML file in ${paths.map((path) => `"${path}"`).join(", ")}.`);
  }
  return files.map((file) => {
    const path = relative(cwd, file).split(sep).join("/");
    return { path, text: readText(file, path) };
  });
}

function filesBelow(path: string, asWritten: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new CliError(EXIT.usage, `There is no file or folder "${asWritten}".`);
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const below = join(path, entry.name);
    if (entry.isDirectory()) return PASSED_OVER.has(entry.name) ? [] : filesBelow(below, below);
    return /\.(ya?ml|json)$/.test(entry.name) ? [below] : [];
  });
}

function readText(file: string, path: string): string {
  const bytes = readBytes(file);
  // Kubernetes refuses the file; read on, what is no character would be replaced without a word.
  if (!isUtf8(bytes)) {
    throw new CliError(EXIT.usage, `"${path}" is no UTF-8.`, {
      mend: "Save it as UTF-8, and run the command again.",
    });
  }
  return bytes.toString("utf8");
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      `"${file}" cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
