import type { Diagnostic } from "../../diagnostics/index.ts";
import { isObject } from "../is-object.ts";
import type { Manifest, SourcedManifest } from "../manifest.ts";
import { type ParsedDocument, parseDocuments } from "./documents.ts";
import { fieldPlaces, fieldTexts } from "./places.ts";
import { skippedBecause } from "./skipped.ts";

/** One file's text and the path findings name it by, relative to the working directory. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What a set of files holds, and what is wrong with the files themselves. */
export interface ReadManifests {
  /** In the order of the files and of the documents in them; `List`s are flattened. */
  readonly manifests: readonly SourcedManifest[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads Kubernetes objects from YAML or JSON texts, keeping where each field stands. Kinds nobody here knows are
 * manifests like any other.
 *
 * - A document with a syntax error is reported and left out; the other documents of its file are still read.
 * - A key written twice is reported; the last one counts, so that the rest of the object can be checked.
 * - Helm templates and Kustomize files are named with a warning and left out: they are not what would be applied.
 */
export function readManifests(files: readonly SourceFile[]): ReadManifests {
  const manifests: SourcedManifest[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const skipped = skippedBecause(file);
    if (skipped !== undefined) {
      diagnostics.push(skipped);
      continue;
    }
    const parsed = parseDocuments(file);
    diagnostics.push(...parsed.diagnostics);
    for (const document of parsed.documents) readDocument(file, document, manifests, diagnostics);
  }
  return { manifests, diagnostics };
}

function readDocument(
  file: SourceFile,
  document: ParsedDocument,
  manifests: SourcedManifest[],
  diagnostics: Diagnostic[],
): void {
  const pending: { readonly value: unknown; readonly path: readonly (string | number)[] }[] = [
    { value: document.value, path: [] },
  ];
  // A work list, not recursion: a List may hold Lists.
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { value, path } = next;
    const placeOf = fieldPlaces(file, document, path);
    const fault = notAnObject(value);
    if (fault !== undefined) {
      diagnostics.push({ code: "not-kubernetes", severity: "error", at: placeOf(""), ...fault });
    } else if (isObject(value) && isList(value)) {
      const items = value.items.map((item, index) => ({ value: ofList(value, item), path: [...path, "items", index] }));
      pending.unshift(...items);
    } else if (isManifest(value)) {
      const manifest = withMetadata(value);
      manifests.push({ manifest, place: placeOf(""), placeOf, writtenAs: fieldTexts(document, path) });
    }
  }
}

/** What keeps a document from being a Kubernetes object at all; undefined when nothing does. */
function notAnObject(value: unknown): { readonly message: string; readonly mend: string } | undefined {
  if (!isObject(value)) {
    return {
      message: `This document is ${nameOfType(value)}, not a Kubernetes object.`,
      mend: "Write an object with apiVersion, kind and metadata, or leave this file out.",
    };
  }
  const missing = ["apiVersion", "kind"].filter((field) => typeof value[field] !== "string" || value[field] === "");
  if (missing.length > 0) {
    return {
      message: `This document has no ${missing.join(" and no ")}, so it is not a Kubernetes object.`,
      mend: `Write ${missing.join(" and ")} as text at its top, or leave this file out.`,
    };
  }
  if (value.metadata !== undefined && value.metadata !== null && !isObject(value.metadata)) {
    return {
      message: `The metadata of this ${String(value.kind)} is ${nameOfType(value.metadata)}, not an object.`,
      mend: "Write metadata as an object that holds at least a name.",
    };
  }
  return undefined;
}

function isManifest(value: unknown): value is Manifest {
  return isObject(value) && typeof value.apiVersion === "string" && typeof value.kind === "string";
}

function withMetadata(manifest: Manifest): Manifest {
  return isObject(manifest.metadata) ? manifest : { ...manifest, metadata: {} };
}

/** A `List`, or a list of one kind as the API server answers: `TriggerList`. */
interface List {
  readonly apiVersion: string;
  readonly kind: string;
  readonly items: readonly unknown[];
}

function isList(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & List {
  return isManifest(value) && value.kind.endsWith("List") && Array.isArray(value.items);
}

/** Elements of a list of one kind need not repeat it; kubectl fills it in. */
function ofList({ apiVersion, kind }: List, item: unknown): unknown {
  if (kind === "List" || !isObject(item) || "kind" in item) return item;
  return { apiVersion, kind: kind.slice(0, -"List".length), ...item };
}

function nameOfType(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  return typeof value === "string" ? "text" : `a ${typeof value}`;
}
