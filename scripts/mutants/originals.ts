import { existsSync, readdirSync, readFileSync } from "node:fs";
import { checkApp } from "../../src/checks/index.ts";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { DEFAULT_SETTINGS, parseSettings, readManifests, type Settings } from "../../src/manifests/index.ts";
import type { Original } from "./judge-mutants.ts";

const ROOT = new URL("../../", import.meta.url);
const CORPUS = new URL("../shared/corpus/", ROOT);

/** Every example as it is synthesized, one original for each file. */
export function readExamples(): readonly Original[] {
  const examples = new URL("examples/", ROOT);
  return readdirSync(examples).flatMap((example) => {
    const folder = new URL(`${example}/expected/`, examples);
    if (!existsSync(folder)) return [];
    const file = new URL(`${example}/sluice.yaml`, examples);
    const { settings } = existsSync(file)
      ? parseSettings(readFileSync(file, "utf8"), "sluice.yaml")
      : { settings: DEFAULT_SETTINGS };
    return readFolder(folder, `examples/${example}`, settings);
  });
}

/**
 * The manifests of others, or undefined where they are not at hand: each file that is accepted by itself, and where
 * upstream's folder has several of them, these together.
 */
export function readCorpus(): readonly Original[] | undefined {
  if (!existsSync(CORPUS)) return undefined;
  return readdirSync(CORPUS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const files = readFolder(new URL(`${name}/`, CORPUS), name, DEFAULT_SETTINGS).filter((file) =>
        isClean(file, findingsOf(file)),
      );
      const folders = new Map<string, Original[]>();
      for (const file of files) {
        // File names are the upstream path with `__` for `/`.
        const folder = file.name.split("__").slice(0, -1).join("__");
        const known = folders.get(folder);
        if (known === undefined) folders.set(folder, [file]);
        else known.push(file);
      }
      const together = [...folders].flatMap(([folder, all]) =>
        all.length < 2
          ? []
          : [{ name: folder, manifests: all.flatMap(({ manifests }) => manifests), settings: DEFAULT_SETTINGS }],
      );
      return [...files, ...together];
    });
}

/** Every YAML file of a folder, each an original of its own. */
export function readFolder(folder: URL, name: string, settings: Settings): readonly Original[] {
  return readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .sort()
    .map((file) => {
      const path = `${name}/${file}`;
      const { manifests, diagnostics } = readManifests([{ path, text: readFileSync(new URL(file, folder), "utf8") }]);
      return { name: path, manifests: diagnostics.some(isError) ? [] : manifests, settings };
    });
}

/** What is found in an original as it is. */
export function findingsOf({ manifests, settings }: Original): readonly Diagnostic[] {
  return checkApp(manifests, settings).diagnostics;
}

/** Whether manifests are accepted: there is something in them, and no error. */
export function isClean(original: Original, findings: readonly Diagnostic[]): boolean {
  return original.manifests.length > 0 && !findings.some(isError);
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}
