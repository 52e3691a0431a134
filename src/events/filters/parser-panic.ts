import { CesqlSyntaxError } from "../cesql/index.ts";
import { tokenize } from "../cesql/lexer.ts";
import type { Token, TokenKind } from "../cesql/tokens.ts";

/**
 * Whether Knative panics on an expression that does not parse, so that nothing matches the whole filter, or only
 * reports it, so that the expression is dropped (eventing.md §10.3, §6.10). Its parser mends a fault before it reports
 * it; what it leaves behind decides:
 *
 * - P1: one token that should not be there, before one that could be, is taken out: panic
 * - P2: one token that is missing, before what could follow it, is made up: panic
 * - P3: an operand that is missing altogether leaves a hole: panic; at the very start it is reported
 * - P4: a list that breaks off behind its first comma: panic; one without a comma is reported
 * - everything else is reported
 *
 * Found from the recordings of `cesql.jsonl`, and held against them in a test. Only the first fault counts here, so
 * about one in a hundred differs.
 */
export function panicsInKnative(expression: string): boolean {
  if (expression.length > MAX_LENGTH) return false;
  try {
    return new Recovery(tokensOf(expression)).panics();
  } catch (error) {
    if (error instanceof FirstFault) return error.panics;
    throw error;
  }
}

type Kind = TokenKind | "junk";

/** Kinds that a value can begin with. */
const STARTS: ReadonlySet<Kind> = new Set<Kind>([
  "NOT",
  "-",
  "EXISTS",
  "(",
  "TRUE",
  "FALSE",
  "string",
  "integer",
  "word",
  "wordWithDigit",
  "wordWithUnderscore",
]);
const IDENTIFIERS: ReadonlySet<Kind> = new Set<Kind>(["word", "wordWithDigit"]);
const OPERATORS: ReadonlySet<Kind> = new Set<Kind>([
  "*",
  "/",
  "%",
  "+",
  "-",
  "=",
  "!=",
  "<>",
  "<",
  "<=",
  ">",
  ">=",
  "AND",
  "OR",
  "XOR",
]);
/** Longer expressions are not looked into, in UTF-16 units: quotes that open nothing would take quadratic time. */
const MAX_LENGTH = 10_000;
/** Deeper expressions are not looked into. */
const MAX_DEPTH = 1_000;

/** Ends the reading at the first fault. */
class FirstFault extends Error {
  public readonly panics: boolean;

  public constructor(panics: boolean) {
    super();
    this.panics = panics;
  }
}

/** A quote that opens no string is a token by itself, of no use to anyone. */
function tokensOf(expression: string): readonly Kind[] {
  const kinds: Kind[] = [];
  let from = 0;
  for (;;) {
    const { tokens, junkAt } = tokenizeUpToJunk(expression.slice(from));
    kinds.push(...tokens.filter((token) => token.kind !== "end").map((token) => token.kind));
    if (junkAt === undefined) return [...kinds, "end"];
    kinds.push("junk");
    from += junkAt + 1;
  }
}

function tokenizeUpToJunk(text: string): { readonly tokens: readonly Token[]; readonly junkAt?: number } {
  try {
    return { tokens: tokenize(text, "knative") };
  } catch (error) {
    if (!CesqlSyntaxError.is(error)) throw error;
    return { tokens: tokenize(text.slice(0, error.position), "knative"), junkAt: error.position };
  }
}

/** Reads tokens by the grammar, without regard to precedence, up to the first fault. */
class Recovery {
  private readonly kinds: readonly Kind[];
  private at = 0;
  private depth = 0;

  public constructor(kinds: readonly Kind[]) {
    this.kinds = kinds;
  }

  public panics(): boolean {
    this.expression(false, new Set<Kind>(["end"]));
    this.match(new Set<Kind>(["end"]), () => false);
    return false;
  }

  /** `follow`: what may stand behind the bracket or text this expression is in. */
  private expression(nested: boolean, follow: ReadonlySet<Kind>): void {
    if (++this.depth > MAX_DEPTH) throw new FirstFault(false);
    this.operand(nested, follow);
    for (;;) {
      const kind = this.peek();
      if (kind === "NOT") {
        if (this.peek(1) !== "LIKE" && this.peek(1) !== "IN") throw new FirstFault(false);
        this.at++;
      } else if (kind === "LIKE") {
        this.at++;
        this.match(new Set<Kind>(["string"]), (next) => this.follows(next, follow));
      } else if (kind === "IN") {
        this.at++;
        this.set();
      } else if (OPERATORS.has(kind)) {
        this.at++;
        this.expression(true, follow);
      } else {
        this.depth--;
        return;
      }
    }
  }

  private operand(nested: boolean, follow: ReadonlySet<Kind>): void {
    const kind = this.peek();
    if (!STARTS.has(kind)) throw new FirstFault(STARTS.has(this.peek(1)) || nested);
    this.at++;
    switch (kind) {
      case "NOT":
      case "-":
        this.operand(true, follow);
        return;
      case "EXISTS":
        this.match(IDENTIFIERS, (next) => this.follows(next, follow));
        return;
      case "(":
        this.expression(true, new Set<Kind>([")"]));
        this.match(new Set<Kind>([")"]), (next) => this.follows(next, follow));
        return;
      case "word":
        if (this.peek() !== "(") return;
        this.at++;
        this.argumentList();
        return;
      case "wordWithUnderscore":
        this.match(new Set<Kind>(["("]), (next) => STARTS.has(next) || next === ")");
        this.argumentList();
    }
  }

  /** From behind the opening parenthesis on. */
  private argumentList(): void {
    if (this.peek() === ")") {
      this.at++;
      return;
    }
    if (!STARTS.has(this.peek())) {
      const next = this.peek(1);
      throw new FirstFault(STARTS.has(next) || next === ")");
    }
    this.list();
  }

  private set(): void {
    // Nothing of the set is there at all.
    if (this.peek() !== "(" && this.peek(1) !== "(" && !STARTS.has(this.peek())) throw new FirstFault(true);
    this.match(new Set<Kind>(["("]), (next) => STARTS.has(next));
    this.list();
  }

  /** Elements up to the closing parenthesis. */
  private list(): void {
    const follow = new Set<Kind>([",", ")"]);
    for (let commas = 0; ; commas++) {
      this.expression(true, follow);
      const kind = this.peek();
      if (kind !== "," && kind !== ")") {
        const next = this.peek(1);
        throw new FirstFault(next === "," || next === ")" || commas > 0);
      }
      this.at++;
      if (kind === ")") return;
    }
  }

  /** P1 and P2: `mayFollow` tells whether a token could stand behind the one that is missing. */
  private match(wanted: ReadonlySet<Kind>, mayFollow: (next: Kind) => boolean): void {
    const kind = this.peek();
    if (!wanted.has(kind)) throw new FirstFault((kind !== "end" && wanted.has(this.peek(1))) || mayFollow(kind));
    this.at++;
  }

  private follows(kind: Kind, follow: ReadonlySet<Kind>): boolean {
    return OPERATORS.has(kind) || kind === "LIKE" || kind === "IN" || kind === "NOT" || follow.has(kind);
  }

  private peek(ahead = 0): Kind {
    return this.kinds[Math.min(this.at + ahead, this.kinds.length - 1)] ?? "end";
  }
}
