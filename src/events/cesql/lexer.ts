import type { CesqlDialect } from "./dialect.ts";
import { CesqlSyntaxError } from "./errors.ts";
import { KEYWORDS, type Keyword, type Punctuation, type Token, type TokenKind } from "./tokens.ts";

const WORD = /[A-Za-z0-9]+/y;
const LETTERS_AND_UNDERSCORES = /[A-Za-z][A-Za-z_]*/y;
const SIGNED_DIGITS = /[+-]?[0-9]+/y;
const DIGITS = /[0-9]+/y;
const BLANKS = /[ \t\r\n]+/y;
const OPERATOR = /!=|<>|<=|>=|[(),=<>*/%+-]/y;

/** Splits an expression into tokens, the last of kind `end`. @throws {@link CesqlSyntaxError} */
export function tokenize(text: string, dialect: CesqlDialect): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const blanks = matchAt(BLANKS, text, at);
    if (blanks !== undefined) {
      at += blanks.length;
      continue;
    }
    const token = readToken(text, at, dialect, tokens);
    if (token !== undefined) {
      tokens.push(token);
      at += token.text.length;
    } else {
      at = skipUnknown(text, at, dialect);
    }
  }
  tokens.push({ kind: "end", text: "", position: text.length });
  return tokens;
}

function readToken(text: string, position: number, dialect: CesqlDialect, before: readonly Token[]): Token | undefined {
  const first = text.charAt(position);
  if (first === "'" || first === '"') return token("string", stringAt(text, position, first, dialect), position);
  return longest([
    token("integer", integerAt(text, position, dialect, before), position),
    wordToken(matchAt(WORD, text, position), position),
    underscored(matchAt(LETTERS_AND_UNDERSCORES, text, position), position),
    operator(matchAt(OPERATOR, text, position), position),
  ]);
}

/**
 * A string literal as written, or undefined when it is not closed. In Knative's engine a doubled quote inside goes on
 * with the literal, if that is closed later (eventing.md §10.3); the specification has no such escape.
 */
function stringAt(text: string, start: number, quote: string, dialect: CesqlDialect): string | undefined {
  let closed: number | undefined;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\\") at += 1;
    else if (character === quote) {
      closed = at + 1;
      if (dialect === "spec" || text.charAt(at + 1) !== quote) break;
      at += 1;
    }
  }
  return closed === undefined ? undefined : text.slice(start, closed);
}

/**
 * Knative's lexer takes a sign right before digits for part of the number wherever it stands, so `1-1` is two numbers
 * (eventing.md §10.3). By the specification a sign belongs to the number only where a value may start.
 */
function integerAt(
  text: string,
  position: number,
  dialect: CesqlDialect,
  before: readonly Token[],
): string | undefined {
  return matchAt(dialect === "knative" || startsValue(before.at(-1)) ? SIGNED_DIGITS : DIGITS, text, position);
}

function startsValue(previous: Token | undefined): boolean {
  if (previous === undefined) return true;
  return !["integer", "string", "word", "wordWithDigit", "TRUE", "FALSE", ")"].includes(previous.kind);
}

function wordToken(text: string | undefined, position: number): Token | undefined {
  if (text === undefined) return undefined;
  const upper = text.toUpperCase();
  if (KEYWORDS.has(upper)) return { kind: upper as Keyword, text, position };
  return { kind: /^[A-Za-z]+$/.test(text) ? "word" : "wordWithDigit", text, position };
}

function underscored(text: string | undefined, position: number): Token | undefined {
  return text === undefined || !text.includes("_") ? undefined : { kind: "wordWithUnderscore", text, position };
}

function operator(text: string | undefined, position: number): Token | undefined {
  return text === undefined ? undefined : { kind: text as Punctuation, text, position };
}

function token(kind: TokenKind, text: string | undefined, position: number): Token | undefined {
  return text === undefined ? undefined : { kind, text, position };
}

/** The longest candidate; of equally long ones the first. */
function longest(candidates: readonly (Token | undefined)[]): Token | undefined {
  let best: Token | undefined;
  for (const candidate of candidates) {
    if (candidate !== undefined && candidate.text.length > (best?.text.length ?? 0)) best = candidate;
  }
  return best;
}

/**
 * Knative's lexer drops what it does not know and goes on: `!` with the character behind it, any other by itself
 * (eventing.md §10.3). Neither reads a string that is not closed.
 */
function skipUnknown(text: string, at: number, dialect: CesqlDialect): number {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (character === "'" || character === '"') {
    throw new CesqlSyntaxError("A string is not closed", at, `a closing ${character}`);
  }
  if (dialect === "spec") throw new CesqlSyntaxError(`${JSON.stringify(character)} has no meaning in CESQL`, at);
  return at + (character === "!" ? 2 : character.length);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
