import { isAlias, isMap, isPair, isScalar, isSeq, type Node } from "yaml";
import type { Place } from "../../diagnostics/index.ts";
import type { ParsedDocument } from "./documents.ts";
import type { SourceFile } from "./read-manifests.ts";

/**
 * Finds fields of one object in its document: `spec.delivery.deadLetterSink.ref.name`, `spec.steps[0].uri`,
 * `metadata.annotations[knative.dev/dependency]`. Keys may hold dots, with or without brackets. A field that is not
 * there has the place of its nearest parent. Nothing is searched before it is asked for.
 */
export function fieldPlaces(
  file: SourceFile,
  document: ParsedDocument,
  path: readonly (string | number)[],
): (field: string) => Place {
  return (field) => {
    const offset = offsetOf(find(document, objectAt(document, path), field));
    return placeAt(file.path, document.lines, offset ?? document.tree.range[0]);
  };
}

/** The text of a scalar without quotes, found like {@link fieldPlaces}; undefined for what is none. */
export function fieldTexts(
  document: ParsedDocument,
  path: readonly (string | number)[],
): (field: string) => string | undefined {
  return (field) => {
    const { node } = find(document, objectAt(document, path), field);
    const scalar = isAlias(node) ? node.resolve(document.tree) : node;
    return isScalar(scalar) && scalar.type === "PLAIN" ? scalar.source : undefined;
  };
}

function objectAt(document: ParsedDocument, path: readonly (string | number)[]): Found {
  let found: Found = { at: document.tree.contents, node: document.tree.contents };
  for (const part of path) found = child(document, found, String(part)) ?? found;
  return found;
}

/** The place of one offset, lines and columns from 1. */
export function placeAt(file: string, lines: readonly number[], offset: number): Place {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { file, line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
}

/** Offsets at which lines start; a byte order mark stands before the first. */
export function lineStarts(text: string): readonly number[] {
  const starts = [text.startsWith("\uFEFF") ? 1 : 0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** A value and what to point at for it: a mapping's entry is pointed at by its key. */
interface Found {
  readonly at: unknown;
  readonly node: unknown;
}

function find(document: ParsedDocument, from: Found, field: string): Found {
  let found = from;
  let rest = field;
  while (rest !== "") {
    const step = firstStep(document, found, rest);
    if (step === undefined) return found;
    found = step.found;
    rest = step.rest;
  }
  return found;
}

function firstStep(
  document: ParsedDocument,
  from: Found,
  field: string,
): { readonly found: Found; readonly rest: string } | undefined {
  if (field.startsWith("[")) {
    const end = field.indexOf("]");
    const found = end === -1 ? undefined : child(document, from, field.slice(1, end));
    return found === undefined ? undefined : { found, rest: afterDot(field.slice(end + 1)) };
  }
  // The longest key that fits, because keys of labels and annotations hold dots themselves.
  for (let end = field.length; end > 0; end = lastEnd(field, end)) {
    const found = child(document, from, field.slice(0, end));
    if (found !== undefined) return { found, rest: afterDot(field.slice(end)) };
  }
  return undefined;
}

/** Where the next shorter candidate for a key ends. */
function lastEnd(field: string, before: number): number {
  return Math.max(field.lastIndexOf(".", before - 1), field.lastIndexOf("[", before - 1));
}

function afterDot(rest: string): string {
  return rest.startsWith(".") ? rest.slice(1) : rest;
}

function child(document: ParsedDocument, from: Found, key: string): Found | undefined {
  const node = isAlias(from.node) ? from.node.resolve(document.tree) : from.node;
  if (isSeq(node)) {
    const item: unknown = node.items[Number(key)];
    return item === undefined ? undefined : { at: item, node: item };
  }
  if (!isMap(node)) return undefined;
  for (const pair of node.items) {
    if (isPair(pair) && isScalar(pair.key) && String(pair.key.value) === key) return { at: pair.key, node: pair.value };
  }
  return undefined;
}

function offsetOf(found: Found): number | undefined {
  return isRanged(found.at) ? found.at.range?.[0] : undefined;
}

function isRanged(node: unknown): node is Node {
  return typeof node === "object" && node !== null && "range" in node;
}
