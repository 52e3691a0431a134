import { type Document, isAlias, isCollection, isMap, isPair, isScalar, isSeq, type Node, type Pair } from "yaml";

/** Where one entry of a block mapping or block sequence stands in its text. All offsets are into the text. */
export interface Entry {
  /** Where the comments above it begin: the start of a line. Equal to the start of its own line when there are none. */
  readonly lead: number;
  /** Its key, or its dash. */
  readonly start: number;
  /** Column of `start`, from 0. */
  readonly column: number;
  /** Behind the key; for an item of a sequence behind the dash. */
  readonly keyEnd: number;
  /** Where its value is written, without anchor and tag; behind the colon when it has none. */
  readonly valueStart: number;
  /** Behind the last character of its value, without a comment behind it. */
  readonly valueEnd: number;
  /** Start of the line behind it and behind the comments that are indented deeper than it. */
  readonly end: number;
  readonly key: unknown;
  readonly value: unknown;
}

/** Entries of block collections by what stands for them in the parse tree: pairs of mappings, items of sequences. */
export type Entries = WeakMap<object, Entry>;

/** A text that is not laid out as this module understands it, such as `? key` entries. */
export class UnknownLayout extends Error {
  public override readonly name = "UnknownLayout";
}

/**
 * Finds every entry of the block collections of a document.
 *
 * @throws {@link UnknownLayout}
 */
export function entriesOf(tree: Document.Parsed, text: string): Entries {
  const entries: Entries = new WeakMap();
  const pending: { readonly node: unknown; readonly from?: number }[] = [{ node: tree.contents }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, from } = next;
    if (!isCollection(node) || node.flow === true) continue;
    collect(node, text, entries, from);
    for (const item of node.items) {
      const entry = typeof item === "object" && item !== null ? entries.get(item) : undefined;
      const inner = isPair(item) ? item.value : item;
      pending.push(entry === undefined ? { node: inner } : { node: inner, from: lineEnd(text, entry.keyEnd) });
    }
  }
  return entries;
}

/** @param from where the comments above the first entry may begin: the line behind the key that holds the collection */
function collect(node: Node, text: string, entries: Entries, from: number | undefined): void {
  if (!isMap(node) && !isSeq(node)) return;
  const token = node.srcToken;
  if (token === undefined || (token.type !== "block-map" && token.type !== "block-seq")) {
    throw new UnknownLayout("a collection without its source");
  }
  const found: { readonly at: object; readonly entry: Omit<Entry, "lead" | "end"> }[] = [];
  if (isMap(node)) {
    for (const pair of node.items) found.push({ at: pair, entry: pairEntry(pair, text) });
  } else {
    const dashes = token.items.flatMap(({ start }) => start.filter(({ type }) => type === "seq-item-ind"));
    for (const [index, item] of node.items.entries()) {
      const dash = dashes[index];
      if (dash === undefined || typeof item !== "object" || item === null)
        throw new UnknownLayout("an item without its dash");
      found.push({ at: item, entry: itemEntry(dash.offset, item, text) });
    }
  }
  let before = from;
  for (const { at, entry } of found) {
    const line = lineStart(text, entry.start);
    const lead = before === undefined ? line : Math.min(before, line);
    const end = behindDeeperComments(text, lineEnd(text, entry.valueEnd), entry.column);
    entries.set(at, { ...entry, lead, end });
    before = end;
  }
}

function pairEntry(pair: Pair, text: string): Omit<Entry, "lead" | "end"> {
  const { key, value } = pair;
  const keyRange = isScalar(key) ? key.range : undefined;
  if (!isScalar(key) || keyRange === undefined || keyRange === null || key.anchor !== undefined) {
    throw new UnknownLayout("a key that is no plain text");
  }
  const [start, keyEnd] = keyRange;
  const colon = text.slice(keyEnd).search(/\S/);
  if (text[keyEnd + colon] !== ":") throw new UnknownLayout("a key without its colon");
  const behind = keyEnd + colon + 1;
  const range = rangeOf(value);
  const isEmpty = range === undefined || range[0] === range[1];
  return {
    start,
    column: start - lineStart(text, start),
    keyEnd,
    valueStart: isEmpty ? behind : range[0],
    valueEnd: isEmpty ? behind : contentEnd(value, range[1]),
    key: key.value,
    value,
  };
}

function itemEntry(dash: number, item: object, text: string): Omit<Entry, "lead" | "end"> {
  const range = rangeOf(item);
  const isEmpty = range === undefined || range[0] === range[1];
  return {
    start: dash,
    column: dash - lineStart(text, dash),
    keyEnd: dash + 1,
    valueStart: isEmpty ? dash + 1 : range[0],
    valueEnd: isEmpty ? dash + 1 : contentEnd(item, range[1]),
    key: undefined,
    value: item,
  };
}

/** Behind the last character that says something: the ranges of block collections include comments that follow. */
function contentEnd(node: unknown, fallback: number): number {
  let end = fallback;
  let at = node;
  while (isCollection(at) && at.flow !== true) {
    const last: unknown = at.items.at(-1);
    const inner: unknown = isPair(last) ? (rangeOf(last.value) === undefined ? last.key : last.value) : last;
    const range = rangeOf(inner);
    if (range === undefined) return end;
    const isEmpty = range[0] === range[1];
    if (isPair(last) && isEmpty) {
      const key = rangeOf(last.key);
      return key === undefined ? end : key[1] + 1;
    }
    end = range[1];
    at = inner;
  }
  return end;
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return isScalar(node) || isCollection(node) || isAlias(node) ? (node.range ?? undefined) : undefined;
}

/** The start of the line that holds an offset. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The start of the line behind an offset; an offset that is such a start already, because a block text ended there, stays. */
function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

function behindDeeperComments(text: string, from: number, column: number): number {
  let end = from;
  for (let at = from; at < text.length; ) {
    const next = lineEnd(text, at + 1);
    const line = text.slice(at, next);
    const indent = line.search(/\S/);
    if (indent !== -1 && (line[indent] !== "#" || indent <= column)) break;
    if (indent !== -1) end = next;
    at = next;
  }
  return end;
}
