import { readdirSync, readFileSync } from "node:fs";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { admit, DEFAULT_SETTINGS, readManifests } from "../../src/manifests/index.ts";
import { upgradeFiles } from "../../src/manifests/upgrade/index.ts";

/** Manifests of others beside the repository; used in place, never copied. */
export const CORPUS = new URL("../../../shared/corpus/", import.meta.url);

/**
 * What becomes of one file:
 *
 * - `skipped: CODE`: no Kubernetes objects, such as a Helm template;
 * - `upgraded, was: CODES`: `sluice upgrade` makes a file of it that is accepted; `, left: CODES` where it is not yet;
 * - `refused: CODES`: with errors, and no upgrade mends them; `, no upgrade` where one is looked for and there is none;
 * - `accepted`, with `, warned: CODES` where something is to be known.
 */
export function verdictOf(path: string, text: string): string {
  const read = readManifests([{ path, text }]);
  const skipped = read.diagnostics.find(({ code }) => code.endsWith("-skipped"));
  if (skipped !== undefined) return `skipped: ${skipped.code}`;
  const found = [...read.diagnostics, ...admit(read.manifests, DEFAULT_SETTINGS)];
  const [upgraded] = upgradeFiles([{ path, text }], DEFAULT_SETTINGS);
  if (upgraded !== undefined && upgraded.changes.length > 0) {
    const left = admit(readManifests([{ path, text: upgraded.text }]).manifests, DEFAULT_SETTINGS);
    const after = codes(left, "error");
    return `upgraded, was: ${codes(found)}${after === "" ? "" : `, left: ${after}`}`;
  }
  const errors = codes(found, "error");
  const gone = upgraded?.diagnostics.some(({ code }) => code === "no-upgrade") === true ? ", no upgrade" : "";
  if (errors !== "") return `refused: ${errors}${gone}`;
  return found.length === 0 ? "accepted" : `accepted, warned: ${codes(found)}`;
}

/** The verdict on every YAML file of the corpus, by its upstream repository and path. */
export function corpusVerdicts(): Readonly<Record<string, string>> {
  const names = readdirSync(CORPUS, { recursive: true, encoding: "utf8" }).filter((name) => /\.ya?ml$/.test(name));
  const verdicts = names.map((name) => {
    const upstream = name.replace("+", "/").replaceAll("__", "/");
    return [upstream, verdictOf(upstream, readFileSync(new URL(encodeURI(name), CORPUS), "utf8"))] as const;
  });
  return Object.fromEntries(verdicts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function codes(found: readonly Diagnostic[], severity?: Diagnostic["severity"]): string {
  const some = found.filter((one) => severity === undefined || one.severity === severity);
  return [...new Set(some.map(({ code }) => code))].sort().join(" ");
}
