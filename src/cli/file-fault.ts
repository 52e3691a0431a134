import { dirname, relative, sep } from "node:path";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-codes.ts";

const MENDS: Readonly<Record<string, readonly [why: string, mend: string]>> = {
  EACCES: ["cannot be read or written", "Give your user the right to read and write there, or name another folder."],
  EPERM: ["cannot be read or written", "Give your user the right to read and write there, or name another folder."],
  EROFS: ["is read-only", "Mount it writable, or name another folder."],
  ENOSPC: ["is full", "Free some space there, or name another folder."],
  EDQUOT: ["is beyond your quota", "Free some space there, or name another folder."],
  ENOTDIR: ["is no folder", "Name a folder that is one."],
  EMFILE: ["cannot be opened beside so many open files", "Raise the limit: `ulimit -n 4096`."],
};

/** What the file system refused, as a failure a person can act on; undefined for any other error. Exit code 2. */
export function fileFault(error: unknown): CliError | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  const told = MENDS[error.code];
  if (told === undefined || !("path" in error) || typeof error.path !== "string") return undefined;
  const [why, mend] = told;
  // A temporary folder has no name yet; what refused it is the folder around it.
  const path = "syscall" in error && error.syscall === "mkdtemp" ? dirname(error.path) : error.path;
  return new CliError(EXIT.usage, `"${shown(path)}" ${why} (${error.code}).`, {
    mend,
    cause: error,
    ...(error.stack === undefined ? {} : { detail: error.stack }),
  });
}

/** From where the user stands; a place outside as it is. */
function shown(path: string): string {
  const from = relative(process.cwd(), path);
  return from === "" ? "." : from.startsWith("..") ? path : from.split(sep).join("/");
}
