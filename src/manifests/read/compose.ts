import { Composer, type CST, type Document, Parser, type Tags, type YAMLParseError } from "yaml";
import type { SourceFile } from "./read-manifests.ts";
import { lineStarts } from "./places.ts";

/** Deepest nesting of one document. Real manifests stay below 40. */
export const MAX_DEPTH = 200;

/** The parse trees of one text. */
export interface Composed {
  readonly trees: readonly Document.Parsed[];
  readonly lines: readonly number[];
  /** Offsets of documents that are nested too deeply to be composed. */
  readonly tooDeep: readonly number[];
}

/**
 * The parse trees of a text. Kubernetes' parser lets the lines of a quoted text begin with tabs, or further left than
 * their key; ours does not, and misses the closing quote. Such lines are indented for it: the line breaks between them
 * are folded away, so only columns inside the text change.
 */
export function compose(file: SourceFile): Composed {
  let composed = composeText(file.text);
  let text = file.text;
  const rounds = Math.min(MAX_REPAIRS, Math.ceil(REPAIR_BUDGET / text.length));
  for (let round = 0; round < rounds; round++) {
    const unclosed = composed.trees.map(({ errors }) => errors[0]).find((error) => isUnclosedQuote(error));
    const repaired = unclosed === undefined ? undefined : withIndentedQuote(text, unclosed);
    if (repaired === undefined) return composed;
    text = repaired;
    composed = composeText(text);
  }
  return composed;
}

/** Quoted texts in one file that are indented as {@link compose} says. */
const MAX_REPAIRS = 50;
/** Characters that are parsed again for it, over all rounds. */
const REPAIR_BUDGET = 20_000_000;

function isUnclosedQuote(error: YAMLParseError | undefined): error is YAMLParseError {
  return error?.code === "MISSING_CHAR" && error.message.endsWith("quote");
}

function withIndentedQuote(text: string, { message, pos }: YAMLParseError): string | undefined {
  const quote = message.at(-6) ?? "'";
  const opening = new RegExp(`(?<=[\\s,:[{-])${quote}`, "g");
  const closing = quote === "'" ? /'(?:[^']|'')*'(?!')/y : /"(?:[^"\\]|\\[^])*"/y;
  let quoted: string | undefined;
  let start = 0;
  // The last one that begins before the place where our parser lost it, and ends behind.
  for (const found of text.slice(0, pos[0] + 1).matchAll(opening)) {
    if (found.index < start + (quoted?.length ?? 0)) continue;
    closing.lastIndex = found.index;
    const candidate = closing.exec(text)?.[0];
    if (candidate === undefined) continue;
    quoted = candidate;
    start = found.index;
  }
  if (quoted === undefined || start + quoted.length <= pos[0] || !/\n[^\n]/.test(quoted)) return undefined;
  const indented = quoted.replace(/\n[\t ]*(?=[^\n])/g, `\n${" ".repeat(QUOTE_INDENT)}`);
  return indented === quoted ? undefined : text.slice(0, start) + indented + text.slice(start + quoted.length);
}

/** Deeper than any key of a manifest stands. */
const QUOTE_INDENT = 80;

/** The parse trees of a text exactly as it stands, with the tokens they were made of: for who edits the text in place. */
export function composeExactly(text: string): Composed {
  return composeText(text, true);
}

function composeText(text: string, keepSourceTokens = false): Composed {
  const lines = lineStarts(text);
  const tooDeep: number[] = [];
  const tokens: CST.Token[] = [];
  for (const token of new Parser().parse(text)) {
    // Composing recurses, and V8 may abort the process when a regular expression is compiled near the stack's end:
    // depth is judged before, on the flat token tree.
    if (deeperThan(token, MAX_DEPTH)) tooDeep.push(startOf(token));
    else tokens.push(token);
  }
  // Without the level, a key that is a collection would be told on the process' own stderr.
  const composer = new Composer({ version: "1.1", customTags: withoutTimes, logLevel: "error", keepSourceTokens });
  return { trees: [...composer.compose(tokens, true, text.length)], lines, tooDeep };
}

/** Where the first document of a text begins that is nested too deeply to be composed; undefined when none is. */
export function tooDeepAt(text: string): number | undefined {
  for (const token of new Parser().parse(text)) if (deeperThan(token, MAX_DEPTH)) return startOf(token);
  return undefined;
}

/** Level by level, so that a hostile document cannot exhaust the stack here either. */
function deeperThan(token: CST.Token, limit: number): boolean {
  let level: CST.Token[] = [token];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    const next: CST.Token[] = [];
    for (const at of level) {
      if (at.type === "document" && at.value !== undefined) next.push(at.value);
      if (!("items" in at)) continue;
      for (const item of at.items) {
        if (item.key !== undefined && item.key !== null && "items" in item.key) next.push(item.key);
        if (item.value !== undefined && "items" in item.value) next.push(item.value);
      }
    }
    level = next;
  }
  return false;
}

function startOf(token: CST.Token): number {
  return "offset" in token ? token.offset : 0;
}

function withoutTimes(tags: Tags): Tags {
  return tags.filter(
    (tag) => typeof tag === "string" || (!("format" in tag && tag.format === "TIME") && !isTimestamp(tag)),
  );
}

function isTimestamp(tag: Exclude<Tags[number], string>): boolean {
  return tag.tag === "tag:yaml.org,2002:timestamp";
}
