import { Document, isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Pair, Scalar } from "yaml";
import type { Edits } from "./draft.ts";
import { type Entries, type Entry, lineStart } from "./source-text.ts";

/** What the printer knows of one document. */
interface Source {
  readonly text: string;
  readonly entries: Entries;
  readonly touched: ReadonlySet<object>;
  readonly inPlaceOf: ReadonlyMap<object, object>;
  /** Whether new sequences are indented below their key, as those of the text are. */
  readonly indentsLists: boolean;
}

/** A part of a text and what stands there instead. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * What to write for one document of a text as it was edited. Entries that no edit touched are copied from the text, moved
 * ones with their indentation changed; only what is new is written anew. The text ends with a line break.
 *
 * @param listsAreIndented {@link indentsLists} of the text
 */
export function printDocument(
  tree: Document.Parsed,
  text: string,
  entries: Entries,
  edits: Edits,
  listsAreIndented: boolean,
): Replacement {
  const { contents } = tree;
  if (contents === null) return { start: 0, end: 0, text: "" };
  const [start, end] = contents.range;
  if (!isCollection(contents) || contents.flow === true) return { start, end, text: printFlow(contents, text) };
  const { touched, inPlaceOf } = edits;
  const source: Source = { text, entries, touched, inPlaceOf, indentsLists: listsAreIndented };
  const column = start - lineStart(text, start);
  const printed = printBlock(contents, column, source);
  return { start, end: endOf(contents, entries, text), text: printed.slice(column) };
}

/** Whether most sequences of a text are indented below their key: none begins right below it. */
export function indentsLists(text: string): boolean {
  return !/^( *)[^\s#-][^\n]*:[^\S\n]*\n\1- /m.test(text);
}

function endOf(node: Node, entries: Entries, text: string): number {
  const items: readonly unknown[] = originalItems(node);
  let end = 0;
  for (const item of items) {
    const entry = typeof item === "object" && item !== null ? entries.get(item) : undefined;
    if (entry !== undefined) end = Math.max(end, entry.end);
  }
  return end === 0 ? text.length : end;
}

function originalItems(node: unknown): readonly unknown[] {
  return isMap(node) || isSeq(node) ? node.items : [];
}

/** Lines of a block collection, each ended by a line break, indented to `column`. */
function printBlock(node: unknown, column: number, source: Source): string {
  if (isMap(node)) return node.items.map((pair) => printPair(pair, column, source)).join("");
  if (isSeq(node)) return node.items.map((item) => printItem(item, column, source)).join("");
  return "";
}

function printPair(pair: Pair, column: number, source: Source): string {
  const entry = source.entries.get(pair);
  const replaced = source.inPlaceOf.get(pair);
  const lead = `${leadOf(replaced === undefined ? undefined : source.entries.get(replaced), column, source)}${leadOf(entry, column, source)}`;
  const pad = " ".repeat(column);
  if (entry === undefined) return `${lead}${pad}${scalarText(pair.key)}:${newValue(pair.value, column, source)}`;
  const { text } = source;
  const delta = column - entry.column;
  const key =
    isScalar(pair.key) && pair.key.value === entry.key ? text.slice(entry.start, entry.keyEnd) : scalarText(pair.key);
  if (pair.value !== entry.value) {
    const tail = isBlock(pair.value) ? "" : commentBehind(text, entry);
    const value = newValue(pair.value, column, source, entry.column === column ? undefined : delta);
    const below =
      isObject(entry.value) && isBlock(entry.value)
        ? shiftedLines(text.slice(behindContent(entry.value, source, entry), entry.end), delta)
        : "";
    return `${lead}${pad}${key}:${tail === "" ? value : `${value.slice(0, -1)}${tail}\n`}${below}`;
  }
  if (isObject(pair.value) && source.touched.has(pair.value))
    return lead + pad + key + touchedValue(pair.value, entry, column, source);
  return lead + pad + key + shifted(text.slice(entry.keyEnd, entry.end), delta);
}

/** The rest of an entry whose collection has changed: what follows the key, the collection, comments below it. */
function touchedValue(value: object, entry: Entry, column: number, source: Source): string {
  const { text } = source;
  const delta = column - entry.column;
  if (!isCollection(value)) return shifted(text.slice(entry.keyEnd, entry.end), delta);
  if (value.flow === true) {
    return `${text.slice(entry.keyEnd, entry.valueStart)}${printFlow(value, text)}${shifted(closed(text.slice(entry.valueEnd, entry.end)), delta)}`;
  }
  if (value.items.length === 0) {
    return `${/^\s*:/.exec(text.slice(entry.keyEnd))?.[0] ?? ""} ${isMap(value) ? "{}" : "[]"}\n`;
  }
  const head = text.slice(entry.keyEnd, text.indexOf("\n", entry.keyEnd) + 1);
  const inner = entry.valueStart - lineStart(text, entry.valueStart) + delta;
  const below = text.slice(behindContent(value, source, entry), entry.end);
  return shifted(head, delta) + printBlock(value, inner, source) + shiftedLines(below, delta);
}

/** Where the last entry of a collection ended in the text; comments of the one around it follow. */
function behindContent(value: object, source: Source, entry: Entry): number {
  const newline = source.text.indexOf("\n", entry.valueEnd - (source.text[entry.valueEnd - 1] === "\n" ? 1 : 0));
  const line = newline === -1 ? source.text.length : newline + 1;
  let end = line;
  for (const item of originalItems(value)) {
    const known = typeof item === "object" && item !== null ? source.entries.get(item) : undefined;
    if (known !== undefined && known.start >= entry.start && known.end <= entry.end) end = Math.max(end, known.end);
  }
  return end;
}

function printItem(item: unknown, column: number, source: Source): string {
  const pad = " ".repeat(column);
  const entry = typeof item === "object" && item !== null ? source.entries.get(item) : undefined;
  if (entry !== undefined && entry.key === undefined && entry.value === item) {
    const lead = leadOf(entry, column, source);
    const delta = column - entry.column;
    if (!isCollection(item) || !source.touched.has(item)) {
      return lead + pad + shifted(source.text.slice(entry.start, entry.end), delta);
    }
    if (item.flow === true) return `${lead}${pad}-${touchedValue(item, entry, column, source)}`;
    const inner = entry.valueStart - lineStart(source.text, entry.valueStart) + delta;
    const below = shiftedLines(source.text.slice(behindContent(item, source, entry), entry.end), delta);
    const dashLine = source.text.slice(entry.keyEnd, source.text.indexOf("\n", entry.keyEnd) + 1);
    const block = printBlock(item, inner, source);
    const isBelowDash = entry.valueStart >= entry.keyEnd + dashLine.length;
    return lead + (isBelowDash ? `${pad}-${dashLine}${block}` : dashed(block, column, inner)) + below;
  }
  if (isCollection(item) && item.flow !== true && item.items.length > 0) {
    return dashed(printBlock(item, column + 2, source), column, column + 2);
  }
  return `${pad}- ${inline(item)}\n`;
}

/** Puts a dash before the first line of a collection; comments above that line stand above the dash. */
function dashed(lines: string, column: number, inner: number): string {
  const comments = /^(?:[^\S\n]*(?:#[^\n]*)?\n)*/.exec(lines)?.[0] ?? "";
  const dash = `${" ".repeat(column)}-`.padEnd(inner);
  return shiftedLines(comments, column - inner) + dash + lines.slice(comments.length + inner);
}

function newValue(value: unknown, column: number, source: Source, moved?: number): string {
  if (isCollection(value) && value.flow !== true && value.items.length > 0) {
    const deeper = isSeq(value) && !source.indentsLists ? 0 : 2;
    return `\n${printBlock(value, column + deeper, source)}`;
  }
  const text = inline(value);
  return text.includes("\n") ? ` ${shifted(text, moved ?? column)}\n` : ` ${text}\n`;
}

/** A node on one line, unless it is a text of several. */
function inline(node: unknown): string {
  // As Kubernetes reads it: a text such as "no" gets its quotes.
  const document = new Document(undefined, { version: "1.1" });
  document.contents =
    isCollection(node) || isScalar(node) || isAlias(node) ? (node as Node) : document.createNode(node);
  return document.toString({ lineWidth: 0 }).replace(/\n$/, "");
}

function scalarText(key: unknown): string {
  return inline(isScalar(key) ? new Scalar(key.value) : key);
}

function isBlock(value: unknown): boolean {
  return isCollection(value) && value.flow !== true && value.items.length > 0;
}

/** A collection in brackets: as JSON with its own indentation where it was JSON, otherwise on one line. */
function printFlow(node: Node, text: string): string {
  const old = text.slice(node.range?.[0], node.range?.[1]);
  const document = new Document(undefined, { version: "1.1" });
  document.contents = node;
  if (isJson(old)) {
    const indent = /\n([^\S\n]+)/.exec(old)?.[1];
    const value: unknown = document.toJS();
    return indent === undefined ? JSON.stringify(value) : JSON.stringify(value, null, indent);
  }
  const padded = /^[{[]\s/.test(old);
  return document.toString({ lineWidth: 0, flowCollectionPadding: padded }).replace(/\n$/, "");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function leadOf(entry: Entry | undefined, column: number, source: Source): string {
  if (entry === undefined) return "";
  const line = lineStart(source.text, entry.start);
  return shiftedLines(source.text.slice(entry.lead, Math.max(entry.lead, line)), column - entry.column);
}

function commentBehind(text: string, entry: Entry): string {
  const rest = text.slice(entry.valueEnd, entry.end);
  return /^[^\S\n]+#[^\n]*/.exec(rest)?.[0] ?? "";
}

/** Text whose lines behind the first are indented by so many columns more, or less; it ends with a line break. */
function shifted(text: string, delta: number): string {
  const [first = "", ...rest] = text.split("\n");
  return [first, ...rest.map((line) => shiftLine(line, delta))].join("\n");
}

function shiftedLines(text: string, delta: number): string {
  return text
    .split("\n")
    .map((line) => shiftLine(line, delta))
    .join("\n");
}

function shiftLine(line: string, delta: number): string {
  if (delta === 0 || line.trim() === "") return line;
  if (delta > 0) return " ".repeat(delta) + line;
  const indent = line.search(/[^ ]/);
  return line.slice(Math.min(-delta, indent));
}

function closed(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
