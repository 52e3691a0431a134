import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** What a project beside the packed package has installed; linked from this repository, so that no network is needed. */
const BESIDE = [
  "@types/node",
  "cdk8s",
  "cloudevents",
  "commander",
  "constructs",
  "picocolors",
  "ts-node",
  "tsx",
  "typescript",
  "typescript-newest",
  "typescript-oldest",
  "undici",
  "vitest",
  "yaml",
  "zod",
];

/** The packed package, installed in a folder of its own; projects are folders in it. */
export interface Packed {
  readonly folder: string;
  /** Paths in the tarball, sorted. */
  readonly files: readonly string[];
  /** Makes a project: files by name. Gives its absolute folder. */
  project(name: string, files: Readonly<Record<string, string | object>>): string;
  remove(): void;
}

/** Packs what is built, as `npm pack` does, and installs it as npm would, without asking a registry. */
export async function packAndInstall(): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-packed-"));
  const packed = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], ROOT);
  if (packed.code !== 0) throw new Error(`npm pack failed:\n${packed.stderr}`);
  const [tarball] = readdirSync(folder);
  if (tarball === undefined) throw new Error("npm pack wrote nothing.");
  const installed = join(folder, "node_modules", "sluice");
  mkdirSync(installed, { recursive: true });
  await run("tar", ["-xzf", join(folder, tarball), "-C", installed, "--strip-components=1"], folder);
  for (const name of BESIDE) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), link);
  }
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
    .sort();
  return {
    folder,
    files,
    project(name, contents) {
      for (const [file, content] of Object.entries(contents)) {
        const path = join(folder, name, file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
      }
      return join(folder, name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** How a command ended, and what it printed. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export function run(command: string, args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((done) => {
    // A person's terminal, whatever runs these tests: with CI set, vitest writes no new snapshot.
    const { CI: _, ...own } = process.env;
    const env = { ...own, NO_COLOR: "1", CDK8S_CHECK_UPGRADE: "false" };
    execFile(command, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      done({ code, stdout, stderr });
    });
  });
}

/** Runs a program of an installed package under this Node: `node node_modules/<program> …`. */
export function runProgram(packed: Packed, program: string, args: readonly string[], cwd: string): Promise<Ran> {
  return run(process.execPath, [join(packed.folder, "node_modules", program), ...args], cwd);
}
