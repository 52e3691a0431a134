import { trimUnicode } from "./header-text.ts";

/** Why a text is no media type. */
export type MediaTypeFault =
  | "no media type"
  | "expected slash after first token"
  | "expected token after slash"
  | "unexpected content after media subtype"
  | "invalid media parameter"
  | "duplicate parameter name";

const SPECIAL = '()<>@,;:\\"/[]?=';

/**
 * Judges a content type as Knative's validation does (eventing.md §6.8): `type/subtype` or a bare token, then
 * parameters; one semicolon may stand at the end. Linear in its length.
 */
export function mediaTypeFault(text: string): MediaTypeFault | undefined {
  const semicolon = text.indexOf(";");
  const base = trimUnicode(semicolon === -1 ? text : text.slice(0, semicolon)).toLowerCase();
  return baseFault(base) ?? (semicolon === -1 ? undefined : parametersFault(text, semicolon));
}

/** The media type without parameters, lower-case: `text/html` of `Text/HTML; charset=utf-8`. */
export function mediaTypeOf(contentType: string): string {
  const semicolon = contentType.indexOf(";");
  return trimUnicode(semicolon === -1 ? contentType : contentType.slice(0, semicolon)).toLowerCase();
}

/**
 * Whether the JSON format reads data of this type as JSON: no type, `application/json`, `text/json` and the two
 * CloudEvents types, compared letter by letter up to the first semicolon (eventing.md §6.8).
 */
export function isReadAsJson(contentType: string | undefined): boolean {
  if (contentType === undefined) return true;
  const base = contentType.split(";", 1)[0] as string;
  return base === "" || FORMAT_JSON.has(base);
}

/** Whether the JSON format writes data of this type as JSON: as {@link isReadAsJson}, but without looking at case. */
export function isWrittenAsJson(contentType: string | undefined): boolean {
  if (contentType === undefined) return true;
  const base = mediaTypeOf(contentType);
  return base === "" || FORMAT_JSON.has(base);
}

const FORMAT_JSON: ReadonlySet<string> = new Set([
  "application/json",
  "text/json",
  "application/cloudevents+json",
  "application/cloudevents-batch+json",
]);

function baseFault(base: string): MediaTypeFault | undefined {
  const slash = endOfToken(base, 0);
  if (slash === 0) return "no media type";
  if (slash === base.length) return undefined;
  if (base[slash] !== "/") return "expected slash after first token";
  const end = endOfToken(base, slash + 1);
  if (end === slash + 1) return "expected token after slash";
  return end === base.length ? undefined : "unexpected content after media subtype";
}

function parametersFault(text: string, from: number): MediaTypeFault | undefined {
  const seen = new Map<string, string>();
  let at = skipSpace(text, from);
  while (at < text.length) {
    const parameter = readParameter(text, at);
    if (parameter === undefined) {
      // A lone semicolon at the end is forgiven.
      return skipSpace(text, at + 1) === text.length && text[at] === ";" ? undefined : "invalid media parameter";
    }
    const before = seen.get(parameter.name);
    if (before !== undefined && before !== parameter.value) return "duplicate parameter name";
    seen.set(parameter.name, parameter.value);
    at = skipSpace(text, parameter.end);
  }
  return undefined;
}

function readParameter(
  text: string,
  from: number,
): { readonly name: string; readonly value: string; readonly end: number } | undefined {
  if (text[from] !== ";") return undefined;
  const start = skipSpace(text, from + 1);
  const nameEnd = endOfToken(text, start);
  if (nameEnd === start) return undefined;
  const equals = skipSpace(text, nameEnd);
  if (text[equals] !== "=") return undefined;
  const valueStart = skipSpace(text, equals + 1);
  const name = text.slice(start, nameEnd).toLowerCase();
  if (text[valueStart] === '"') {
    const read = readQuoted(text, valueStart + 1);
    return read === undefined ? undefined : { name, ...read };
  }
  const end = endOfToken(text, valueStart);
  return end === valueStart ? undefined : { name, value: text.slice(valueStart, end), end };
}

function readQuoted(text: string, from: number): { readonly value: string; readonly end: number } | undefined {
  const parts: string[] = [];
  for (let at = from; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"') return { value: parts.join(""), end: at + 1 };
    if (char === "\r" || char === "\n") return undefined;
    const next = text[at + 1];
    // A backslash escapes only what would otherwise end the token; elsewhere it stands for itself.
    if (char === "\\" && next !== undefined && SPECIAL.includes(next)) {
      parts.push(next);
      at++;
    } else {
      parts.push(char);
    }
  }
  return undefined;
}

function endOfToken(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code >= 0x7f || SPECIAL.includes(text[at] as string)) break;
    at++;
  }
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && trimUnicode(text[at] as string) === "") at++;
  return at;
}
