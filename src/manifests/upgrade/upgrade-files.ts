import { type Document, stringify } from "yaml";
import type { Diagnostic, ObjectRef, Place } from "../../diagnostics/index.ts";
import { admit } from "../admission/admit.ts";
import { type Manifest, objectKey, objectRef } from "../manifest.ts";
import { composeExactly } from "../read/compose.ts";
import { lineStarts, placeAt } from "../read/places.ts";
import { readManifests, type SourceFile } from "../read/read-manifests.ts";
import { skippedBecause } from "../read/skipped.ts";
import type { Settings } from "../settings.ts";
import { fieldOf } from "./draft.ts";
import type { NoUpgrade } from "./editing.ts";
import { plainText } from "./plain-text.ts";
import { indentsLists, printDocument, type Replacement } from "./print.ts";
import { type DocumentChange, upgradeDocument } from "./upgrade-document.ts";

/** One change of one object, where it stood before. */
export interface UpgradeChange {
  readonly at: Place;
  readonly object: ObjectRef;
  readonly field: string;
  /** What changes and why, in whole sentences. */
  readonly message: string;
  /** The law or the release that says so. */
  readonly source: string;
  /** Whether the object means something else afterwards, so that a person has to look. */
  readonly needsEyes: boolean;
}

/** What became of one file. */
export interface UpgradedFile {
  readonly path: string;
  /** The text to write; the text as it was when nothing changes or the file was refused. */
  readonly text: string;
  /** Empty when nothing changes. In the order of the file. */
  readonly changes: readonly UpgradeChange[];
  /**
   * `upgrade-refused`: the file was not understood well enough to be written. `no-upgrade`: an object that stays as it
   * is. Everything else: what a cluster still refuses in the upgraded objects, placed in the new text. Files that are no
   * manifests are named by a warning.
   */
  readonly diagnostics: readonly Diagnostic[];
}

/** What became of one object. */
export interface UpgradedManifest {
  /** The object, and behind it what is written beside it. */
  readonly manifests: readonly Manifest[];
  readonly changes: readonly UpgradeChange[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Rewrites the retired versions and kinds in a set of files to current ones, each file on its own but for what one object
 * means for another: Triggers follow the event types of sources that change, a Broker is written out only once.
 *
 * - What is not upgraded keeps its bytes: comments, order, quotes, line ends, a byte order mark.
 * - A file is changed as a whole or not at all. It is refused when it does not parse, holds tags or layouts nobody here
 *   knows, or when an edit would reach a text that an alias shares with something else.
 * - Upgrading the result changes nothing.
 */
export function upgradeFiles(files: readonly SourceFile[], settings: Settings): readonly UpgradedFile[] {
  const known = readManifests(files).manifests.map(({ manifest }) => manifest);
  return files.map((file) => upgradeFile(file, known, settings));
}

/** {@link upgradeFiles} for one object in memory. */
export function upgradeManifest(manifest: Manifest, settings: Settings): UpgradedManifest {
  const text = stringify(manifest, { aliasDuplicateObjects: false, lineWidth: 0, version: "1.1" });
  const [file] = upgradeFiles([{ path: "", text }], settings);
  if (file === undefined) throw new Error("One file went in and none came out: a fault of sluice.");
  const { manifests } = readManifests([{ path: "", text: file.text }]);
  return { manifests: manifests.map((read) => read.manifest), changes: file.changes, diagnostics: file.diagnostics };
}

/** @param known every object of the set; objects that are written beside others are added to it */
function upgradeFile(file: SourceFile, known: Manifest[], settings: Settings): UpgradedFile {
  const skipped = skippedBecause(file);
  if (skipped !== undefined) return kept(file, [skipped]);
  const read = readManifests([file]);
  const fault = read.diagnostics.find(({ code }) => code !== "not-kubernetes");
  if (fault !== undefined) return kept(file, [refusal(fault.at, clause(fault.message), fault.mend)]);
  const plain = plainText(file.text);
  if (composeExactly(plain.text).trees.some(({ errors }) => errors.length > 0)) {
    return oddlyQuoted(
      file,
      read.manifests.map(({ manifest }) => manifest),
      settings,
    );
  }
  // Where an object turns out to have no upgrade in the middle of its edits, the file is begun again without it.
  const staying: Staying = new Map();
  for (;;) {
    const attempt = tryUpgrade(file.path, plain.text, known, staying);
    if (attempt === undefined) continue;
    const explained = [...staying.values()].flatMap((objects) => [...objects.values()]);
    if ("code" in attempt) return kept(file, [...explained, attempt]);
    if (attempt.changes.length === 0) return kept(file, explained);
    known.push(...attempt.appended);
    const text = plain.restore(attempt.text);
    const remaining = remainingFaults({ path: file.path, text }, attempt, settings);
    return { path: file.path, text, changes: attempt.changes, diagnostics: [...explained, ...remaining] };
  }
}

/** Objects without upgrade, with what is said of them: by the number of the document and the way in it. */
type Staying = Map<number, Map<string, Diagnostic>>;

interface Attempt {
  readonly text: string;
  readonly changes: readonly UpgradeChange[];
  readonly appended: readonly Manifest[];
  /** Objects that changed, as they are called now. */
  readonly upgraded: readonly ObjectRef[];
}

/** One try; undefined when more objects stay, which `staying` knows then. */
function tryUpgrade(
  path: string,
  text: string,
  known: readonly Manifest[],
  staying: Staying,
): Attempt | Diagnostic | undefined {
  const { trees } = composeExactly(text);
  const lines = lineStarts(text);
  const place = (offset: number): Place => placeAt(path, lines, offset);
  const changes: UpgradeChange[][] = [];
  const appended: Manifest[] = [];
  const upgraded: ObjectRef[] = [];
  const changed: { readonly number: number; readonly tree: Document.Parsed }[] = [];
  const replaced: Replacement[] = [];
  const listsAreIndented = indentsLists(text);
  const all = [...known];
  let isDone = true;
  for (const [number, tree] of trees.entries()) {
    const stays = staying.get(number) ?? new Map<string, Diagnostic>();
    const result = upgradeDocument(tree, text, all, new Set(stays.keys()));
    if ("refused" in result) return refusal(place(result.offset), result.refused);
    if ("stays" in result) {
      staying.set(number, stays.set(result.stays, noUpgrade(result.error, place(result.offset), result.object)));
      isDone = false;
      continue;
    }
    const { entries, edits } = result;
    appended.push(...result.appended);
    all.push(...result.appended);
    if (result.changes.length === 0 || entries === undefined) continue;
    changes.push(result.changes.map((change) => placed(change, place)));
    upgraded.push(...result.upgraded);
    changed.push({ number, tree });
    replaced.push(printDocument(tree, text, entries, edits, listsAreIndented));
  }
  if (!isDone) return undefined;
  let edited = withReplaced(text, replaced);
  const again = composeExactly(edited).trees;
  for (const { number, tree } of changed) {
    if (!isSame(again[number], tree)) {
      return refusal(place(tree.contents?.range[0] ?? 0), "its layout is one that cannot be edited in place");
    }
  }
  for (const object of appended)
    edited += `${/(?:^|\n)---[^\S\n]*\n$/.test(edited) ? "" : "---\n"}${stringify(object, { version: "1.1", lineWidth: 0 })}`;
  return { text: edited, changes: changes.flat(), appended, upgraded: [...upgraded, ...appended.map(objectRef)] };
}

/** A text with parts of it replaced, which are given in its order. */
function withReplaced(text: string, replaced: readonly Replacement[]): string {
  let at = 0;
  const parts: string[] = [];
  for (const { start, end, text: written } of replaced) {
    parts.push(text.slice(at, start), written);
    at = end;
  }
  return [...parts, text.slice(at)].join("");
}

/** What was printed has to read as what was meant. */
function isSame(printed: Document.Parsed | undefined, meant: Document): boolean {
  if (printed === undefined || printed.errors.length > 0) return false;
  try {
    return JSON.stringify(printed.toJS()) === JSON.stringify(meant.toJS());
  } catch {
    // An alias without its anchor: what held the anchor was taken out.
    return false;
  }
}

/** A text that only Kubernetes' parser reads, and ours after mending it: it has no offsets to edit at. */
function oddlyQuoted(file: SourceFile, manifests: readonly Manifest[], settings: Settings): UpgradedFile {
  const isOld = manifests.some((manifest) => upgradeManifest(manifest, settings).changes.length > 0);
  if (!isOld) return kept(file, []);
  const why = "it holds a quoted text whose lines begin left of its key, or with tabs";
  return kept(file, [refusal({ file: file.path }, why, "Indent that text, and upgrade again.")]);
}

/** What a cluster still refuses in the objects that changed. */
function remainingFaults(file: SourceFile, { upgraded }: Attempt, settings: Settings): readonly Diagnostic[] {
  const names = new Set(upgraded.map(objectKey));
  return admit(readManifests([file]).manifests, settings).filter(
    ({ severity, object }) => severity === "error" && object !== undefined && names.has(objectKey(object)),
  );
}

function placed({ told, offset, object }: DocumentChange, place: (offset: number) => Place): UpgradeChange {
  const { at, message, source, needsEyes = false } = told;
  return { at: place(offset), object, field: fieldOf(at), message, source, needsEyes };
}

function noUpgrade(error: NoUpgrade, at: Place, object: ObjectRef): Diagnostic {
  return {
    code: "no-upgrade",
    severity: "error",
    at,
    object,
    field: fieldOf(error.at),
    message: `${error.message} It stays as it is.`,
    mend: error.mend,
    source: error.source,
  };
}

function refusal(at: Place, why: string, mend?: string): Diagnostic {
  return {
    code: "upgrade-refused",
    severity: "error",
    at,
    message: `This file is left as it is: ${why}.`,
    mend: mend ?? "Write the shared or unusual part out by hand, and upgrade again.",
  };
}

function kept(file: SourceFile, diagnostics: readonly Diagnostic[]): UpgradedFile {
  return { path: file.path, text: file.text, changes: [], diagnostics };
}

/** A sentence as the rest of another one. */
function clause(sentence: string): string {
  return `${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1).replace(/\.$/, "")}`;
}
