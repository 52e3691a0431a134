import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** The compilers a user of the package may have: the least that is supported, the one of `cdk8s init`, the newest. */
export const COMPILERS = ["typescript-oldest", "typescript", "typescript-newest"] as const;

/** What `tsc -p` prints for a project, paths relative to the repository's root with forward slashes. */
export function tsc(compiler: (typeof COMPILERS)[number], project: string): Promise<string> {
  const program = createRequire(import.meta.url)
    .resolve(`${compiler}/package.json`)
    .replace(/package\.json$/, "bin/tsc");
  return new Promise((done, fail) => {
    execFile(
      process.execPath,
      [program, "-p", project, "--pretty", "false"],
      { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== "number") fail(error);
        else if (stderr !== "") fail(new Error(stderr));
        else done(stdout.replaceAll("\\", "/"));
      },
    );
  });
}

/** The messages of a run by the file they are about: each with the lines that belong to it. */
export function messagesByFile(output: string): ReadonlyMap<string, readonly string[]> {
  const byFile = new Map<string, string[]>();
  let messages: string[] = [];
  for (const line of output.split("\n")) {
    const file = /^([^\s(][^(]*)\(\d+,\d+\): error /.exec(line)?.[1];
    if (file !== undefined) {
      messages = byFile.get(file) ?? [];
      byFile.set(file, messages);
      messages.push(line);
    } else if (line.startsWith(" ")) {
      messages.push(`${messages.pop() ?? ""}\n${line}`);
    }
  }
  return byFile;
}
