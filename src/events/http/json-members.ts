import { decodeText } from "./header-text.ts";

/** Deeper JSON is refused, by Knative too: its decoder allows 10,000 levels. */
export const MAX_JSON_DEPTH = 10_000;

/** One member of a JSON object and where its value stands, without the blanks around it. */
export interface JsonMember {
  readonly name: string;
  /** Where the blanks before the value begin. */
  readonly afterColon: number;
  readonly start: number;
  readonly end: number;
}

export type JsonMembers =
  | { readonly ok: true; readonly members: readonly JsonMember[] }
  | { readonly ok: false; readonly code: "invalid-json" | "too-deep"; readonly fault: string };

/**
 * The members of a JSON object in the order they stand in, repeated ones too, with the place of their raw text; so
 * that data goes on byte by byte. `bytes` is UTF-8, one character per byte. Neither recursion nor a deep value is made
 * for what is nested below {@link MAX_JSON_DEPTH}.
 */
export function jsonMembers(bytes: string): JsonMembers {
  const scan = new MemberScan(bytes);
  if (scan.tooDeep) {
    return { ok: false, code: "too-deep", fault: `it is nested more than ${MAX_JSON_DEPTH} levels deep` };
  }
  const fault = jsonFault(bytes);
  if (fault !== undefined) return { ok: false, code: "invalid-json", fault };
  if (!scan.isObject) return { ok: false, code: "invalid-json", fault: "it is no JSON object" };
  return { ok: true, members: scan.members };
}

/** What JSON.parse has to say against it. */
function jsonFault(bytes: string): string | undefined {
  try {
    JSON.parse(bytes);
    return undefined;
  } catch (error) {
    return `it is no JSON (${(error as Error).message.slice(0, 120)})`;
  }
}

/** The text of a JSON string literal, quotes included, given as bytes. Lone surrogates become U+FFFD. */
export function jsonText(literal: string): string {
  const inside = decodeText(literal.slice(1, -1));
  if (!inside.includes("\\")) return inside;
  return Buffer.from(JSON.parse(`"${inside}"`) as string, "utf8").toString("utf8");
}

/** Whether `text` nests deeper than `limit`; strings are skipped, validity is not judged. */
export function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > limit) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
  }
  return false;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** One pass over a text that may turn out to be no JSON: then what it found is of no use, but it ends. */
class MemberScan {
  public readonly members: JsonMember[] = [];
  public readonly tooDeep: boolean = false;
  public readonly isObject: boolean;

  public constructor(text: string) {
    this.isObject = text.charCodeAt(skipBlanks(text, 0)) === OPEN_BRACE;
    let depth = 0;
    let name: string | undefined;
    let lastString: readonly [number, number] = [0, 0];
    let valueStart = 0;
    const close = (end: number) => {
      if (name === undefined) return;
      const start = skipBlanks(text, valueStart);
      this.members.push({ name, afterColon: valueStart, start, end: Math.max(start, skipBlanksBack(text, end)) });
      name = undefined;
    };
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        const end = endOfString(text, at);
        if (depth === 1 && name === undefined) lastString = [at, end];
        at = end - 1;
      } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        if (++depth > MAX_JSON_DEPTH) {
          this.tooDeep = true;
          return;
        }
      } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        if (--depth === 0) close(at);
      } else if (depth === 1 && code === COLON && name === undefined) {
        name = memberName(text.slice(...lastString));
        valueStart = at + 1;
      } else if (depth === 1 && code === COMMA) close(at);
    }
  }
}

/** A name that is no JSON string belongs to a text that JSON.parse is about to refuse. */
function memberName(literal: string): string {
  try {
    return jsonText(literal);
  } catch {
    return "";
  }
}

/** The index after the closing quote, or the text's end. */
function endOfString(text: string, open: number): number {
  let from = open + 1;
  for (;;) {
    const close = text.indexOf('"', from);
    if (close === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(close - 1 - backslashes) === BACKSLASH && close - 1 - backslashes > open) backslashes++;
    if (backslashes % 2 === 0) return close + 1;
    from = close + 1;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function skipBlanksBack(text: string, from: number): number {
  let at = from;
  while (at > 0 && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
