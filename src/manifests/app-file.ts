import crypto from "node:crypto";
import type { Diagnostic, Place } from "../diagnostics/index.ts";
import { isObject } from "./is-object.ts";
import { type LocalService, type Manifest, objectKey, objectRef, type SourcedManifest } from "./manifest.ts";

/** Where a synth leaves what must not be deployed, relative to the working directory. */
export const APP_FILE = ".sluice/app.json";

const VERSION = 1;

/** What is known of one object beside its manifest. */
export interface AppFileEntry {
  /** {@link manifestHash} of the object as it was written; what follows holds for exactly that. */
  readonly hash: string;
  readonly place: Place;
  readonly local?: LocalService;
}

/** Entries by {@link objectKey}: API group, kind, namespace and name. */
export type AppFile = ReadonlyMap<string, AppFileEntry>;

/** The text of an app file: one line an object, in the order of the manifests. */
export function formatAppFile(manifests: readonly SourcedManifest[]): string {
  const lines = new Map<string, string>();
  for (const { manifest, place, local } of manifests) {
    const entry: AppFileEntry = { hash: manifestHash(manifest), place, ...(local === undefined ? {} : { local }) };
    const key = objectKey(objectRef(manifest));
    lines.set(key, `    ${JSON.stringify(key)}: ${JSON.stringify(entry)}`);
  }
  return `{\n  "version": ${VERSION},\n  "objects": {\n${[...lines.values()].join(",\n")}\n  }\n}\n`;
}

/**
 * Reads an app file. One that is broken, or written by another version, is a warning and knows nothing: manifests can
 * be checked and run without it. An entry that is broken is left out, with a warning.
 */
export function parseAppFile(
  text: string,
  file: string = APP_FILE,
): { readonly entries: AppFile; readonly diagnostics: readonly Diagnostic[] } {
  const entries = new Map<string, AppFileEntry>();
  const parsed = tryParse(text);
  if (!isObject(parsed)) return { entries, diagnostics: [broken(file, "It is no JSON object.")] };
  if (parsed.version !== VERSION) {
    const version = JSON.stringify(parsed.version) ?? "absent";
    return { entries, diagnostics: [broken(file, `Its version is ${version}, and this Sluice reads ${VERSION}.`)] };
  }
  if (!isObject(parsed.objects)) return { entries, diagnostics: [broken(file, "Its `objects` is no JSON object.")] };
  const diagnostics: Diagnostic[] = [];
  for (const [key, value] of Object.entries(parsed.objects)) {
    const entry = tryEntry(value);
    if (entry === undefined) diagnostics.push(broken(file, `Its entry ${JSON.stringify(key)} is broken.`));
    else entries.set(key, entry);
  }
  return { entries, diagnostics };
}

/**
 * Gives manifests that were read from YAML the construct, source line and `local` of the app that wrote them. An object
 * that differs from what was written keeps the place it was read from, and no more is said of it.
 */
export function withAppFile(manifests: readonly SourcedManifest[], entries: AppFile): readonly SourcedManifest[] {
  if (entries.size === 0) return manifests;
  return manifests.map((sourced) => {
    const entry = entries.get(objectKey(objectRef(sourced.manifest)));
    if (entry === undefined || entry.hash !== manifestHash(sourced.manifest)) return sourced;
    const { place, local } = entry;
    return { ...sourced, place, placeOf: () => place, ...(local === undefined ? {} : { local }) };
  });
}

/** `sha256-` and 64 hex digits over the manifest as JSON with sorted keys, so that YAML in between changes nothing. */
export function manifestHash(manifest: Manifest): string {
  return `sha256-${sha256(JSON.stringify(isSorted(manifest) ? manifest : sorted(manifest)))}`;
}

/** The one-shot hash costs a third of the other; Node 20 has it from 20.12 on. */
function sha256(text: string): string {
  return typeof crypto.hash === "function"
    ? crypto.hash("sha256", text)
    : crypto.createHash("sha256").update(text).digest("hex");
}

/** cdk8s sorts keys, so that there is rarely anything to copy. */
function isSorted(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isSorted);
  if (!isObject(value)) return true;
  let before = "";
  for (const key in value) {
    if (key < before || !isSorted(value[key])) return false;
    before = key;
  }
  return true;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function tryEntry(value: unknown): AppFileEntry | undefined {
  if (!isObject(value) || typeof value.hash !== "string") return undefined;
  const place = tryPlace(value.place);
  if (place === undefined) return undefined;
  if (value.local === undefined) return { hash: value.hash, place };
  const local = tryLocal(value.local);
  return local === undefined ? undefined : { hash: value.hash, place, local };
}

function tryPlace(value: unknown): Place | undefined {
  if (!isObject(value)) return undefined;
  const { construct, file, line, column } = value;
  if (![construct, file].every((part) => part === undefined || typeof part === "string")) return undefined;
  if (![line, column].every((part) => part === undefined || isPosition(part))) return undefined;
  return {
    ...(typeof construct === "string" ? { construct } : {}),
    ...(typeof file === "string" ? { file } : {}),
    ...(typeof line === "number" ? { line } : {}),
    ...(typeof column === "number" ? { column } : {}),
  };
}

function isPosition(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function tryLocal(value: unknown): LocalService | undefined {
  if (!isObject(value)) return undefined;
  const { module, command, url, args, cwd, env } = value;
  if ([module, command, url].filter((way) => way !== undefined).length !== 1) return undefined;
  const named = env === undefined ? {} : isTexts(env) ? { env } : undefined;
  if (named === undefined) return undefined;
  if (typeof url === "string") return { url };
  if (typeof module === "string") return { module, ...named };
  if (typeof command !== "string" || !(cwd === undefined || typeof cwd === "string")) return undefined;
  if (!(args === undefined || isTextList(args))) return undefined;
  return { command, ...(args === undefined ? {} : { args }), ...(cwd === undefined ? {} : { cwd }), ...named };
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((text) => typeof text === "string");
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function broken(file: string, message: string): Diagnostic {
  return {
    code: "broken-app-file",
    severity: "warning",
    at: { file },
    message,
    mend: "Write it again with `app.synth()`, or remove it: without it constructs, source lines and `local` are unknown.",
  };
}
