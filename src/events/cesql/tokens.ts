/** The kinds of token; keywords and punctuation are their own kind. */
export type TokenKind =
  | "integer"
  | "string"
  /** Letters only: an attribute, or a function's name. */
  | "word"
  /** Letters and digits: only an attribute. */
  | "wordWithDigit"
  /** Letters and underscores: only a function's name. */
  | "wordWithUnderscore"
  | Keyword
  | Punctuation
  | "end";

export type Keyword = "AND" | "OR" | "XOR" | "NOT" | "LIKE" | "IN" | "EXISTS" | "TRUE" | "FALSE";
export type Punctuation = "(" | ")" | "," | "=" | "!=" | "<>" | "<" | "<=" | ">" | ">=" | "*" | "/" | "%" | "+" | "-";

/** One token: its text as written, without interpretation. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offset in the expression, from 0. */
  readonly position: number;
}

export const KEYWORDS: ReadonlySet<string> = new Set<Keyword>([
  "AND",
  "OR",
  "XOR",
  "NOT",
  "LIKE",
  "IN",
  "EXISTS",
  "TRUE",
  "FALSE",
]);
