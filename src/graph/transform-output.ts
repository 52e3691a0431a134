import type { ContractRef } from "./graph.ts";

/**
 * What a JSONata expression of an EventTransform makes, as far as its text alone tells (eventing.md §11.1): the one
 * contract of an object written out with a `specversion` and a literal `type`, or of such an object merged over the
 * event; none for an object written out without `specversion`, which is no event. Undefined for all else.
 */
export function transformOutput(expression: string): readonly ContractRef[] | undefined {
  const text = expression.trim();
  const merged = MERGE.exec(text)?.[1];
  const entries = readObject(merged ?? text);
  if (entries === undefined) return undefined;
  if (merged === undefined && !entries.has("specversion")) return [];
  const type = entries.get("type");
  if (typeof type !== "string" || type === "") return undefined;
  const values: Record<string, string | null> = {};
  for (const [name, value] of entries) {
    if (typeof value === "string" && value !== "" && !BESIDE.has(name)) values[name] = value;
  }
  if (merged !== undefined) return [{ type, attributes: { values } }];
  for (const name of OPTIONAL) if (!entries.has(name)) values[name] = null;
  // An entry whose value is computed is an attribute with an unknown text: not complete.
  const isComplete = [...entries].every(([name, value]) => value !== undefined || CORE.has(name) || BESIDE.has(name));
  return [{ type, attributes: { values, ...(isComplete ? { isComplete } : {}) } }];
}

/** `$merge([$, { … }])`: what the object does not name stays as it came. */
const MERGE = /^\$merge\(\s*\[\s*\$\s*,\s*(\{[\s\S]*\})\s*\]\s*\)$/;
/** What is no attribute for a filter to see, or told otherwise. */
const BESIDE: ReadonlySet<string> = new Set(["data", "data_base64", "type", "specversion", "contenttype"]);
const OPTIONAL = ["subject", "dataschema"] as const;
const CORE: ReadonlySet<string> = new Set(["id", "source", "subject", "time", "datacontenttype", "dataschema"]);

/** The entries of an object constructor that is the whole text, which is all that is certain of what an expression makes; a value is its text, or undefined for what is computed. */
export function readObject(text: string): ReadonlyMap<string, string | undefined> | undefined {
  const entries = new Map<string, string | undefined>();
  let at = blanks(text, 0);
  if (text[at] !== "{") return undefined;
  at = blanks(text, at + 1);
  while (text[at] !== "}") {
    const key = literal(text, at);
    if (key === undefined || entries.has(key.value)) return undefined;
    at = blanks(text, key.end);
    if (text[at] !== ":") return undefined;
    at = blanks(text, at + 1);
    const value = literal(text, at);
    const after = value === undefined ? at : blanks(text, value.end);
    const isLiteral = value !== undefined && (text[after] === "," || text[after] === "}");
    const end = isLiteral ? after : skipValue(text, at);
    if (end === undefined) return undefined;
    entries.set(key.value, isLiteral ? value.value : undefined);
    at = text[end] === "," ? blanks(text, end + 1) : end;
  }
  return blanks(text, at + 1) === text.length ? entries : undefined;
}

interface Literal {
  readonly value: string;
  readonly end: number;
}

/** A string literal; undefined for anything else, and for escapes that JSON does not have. */
function literal(text: string, start: number): Literal | undefined {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") return undefined;
  let end = start + 1;
  while (end < text.length && text[end] !== quote) end += text[end] === "\\" ? 2 : 1;
  if (text[end] !== quote) return undefined;
  const inner = text.slice(start + 1, end);
  if (!inner.includes("\\")) return { value: inner, end: end + 1 };
  try {
    const value: unknown = JSON.parse(`"${inner.replaceAll('\\"', '"').replaceAll('"', '\\"')}"`);
    return typeof value === "string" ? { value, end: end + 1 } : undefined;
  } catch {
    return undefined;
  }
}

/** Where a computed value ends: the comma or brace after it, brackets and strings within it passed over. */
function skipValue(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === '"' || character === "'" || character === "`") {
      const close = closing(text, at);
      if (close === undefined) return undefined;
      at = close;
    } else if (character === "/") {
      // A comment or a regular expression: not read here.
      return undefined;
    } else if ("([{".includes(character)) depth += 1;
    else if (depth === 0 && (character === "," || character === "}")) return at;
    else if (")]}".includes(character)) depth -= 1;
  }
  return undefined;
}

function closing(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === text[start]) return at;
  }
  return undefined;
}

function blanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && /\s/.test(text[at] ?? "")) at += 1;
  return at;
}
