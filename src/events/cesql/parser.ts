import type { BinaryOperator, Expression } from "./ast.ts";
import type { CesqlDialect } from "./dialect.ts";
import { CesqlSyntaxError } from "./errors.ts";
import { tokenize } from "./lexer.ts";
import type { Token, TokenKind } from "./tokens.ts";

/** Longer expressions are refused before they are read, in UTF-16 units. */
export const MAX_LENGTH = 1_000_000;
/** Parentheses, operators and calls inside each other; deeper ones would overflow the stack when evaluated. */
export const MAX_DEPTH = 1_000;

/** Binding powers, tightest first (eventing.md §10.1): LIKE, IN, `* / %`, `+ -`, comparisons, AND OR XOR. */
const POWER = { like: 6, in: 5, multiplicative: 4, additive: 3, comparison: 2, logic: 1 } as const;

const BINARY: Readonly<Partial<Record<TokenKind, { readonly operator: BinaryOperator; readonly power: number }>>> = {
  "*": { operator: "*", power: POWER.multiplicative },
  "/": { operator: "/", power: POWER.multiplicative },
  "%": { operator: "%", power: POWER.multiplicative },
  "+": { operator: "+", power: POWER.additive },
  "-": { operator: "-", power: POWER.additive },
  "=": { operator: "=", power: POWER.comparison },
  "!=": { operator: "!=", power: POWER.comparison },
  "<>": { operator: "!=", power: POWER.comparison },
  "<": { operator: "<", power: POWER.comparison },
  "<=": { operator: "<=", power: POWER.comparison },
  ">": { operator: ">", power: POWER.comparison },
  ">=": { operator: ">=", power: POWER.comparison },
  AND: { operator: "AND", power: POWER.logic },
  OR: { operator: "OR", power: POWER.logic },
  XOR: { operator: "XOR", power: POWER.logic },
};

/** Parses an expression. @throws {@link CesqlSyntaxError} with the position and what was expected there */
export function parseCesql(text: string, dialect: CesqlDialect = "spec"): Expression {
  if (text.length > MAX_LENGTH)
    throw new CesqlSyntaxError(`The expression is longer than ${MAX_LENGTH} characters`, MAX_LENGTH);
  const parser = new Parser(tokenize(text, dialect), dialect);
  return parser.whole();
}

class Parser {
  private readonly tokens: readonly Token[];
  private readonly dialect: CesqlDialect;
  private next = 0;
  private depth = 0;

  public constructor(tokens: readonly Token[], dialect: CesqlDialect) {
    this.tokens = tokens;
    this.dialect = dialect;
  }

  public whole(): Expression {
    const expression = this.expression(0);
    if (this.peek().kind !== "end") throw this.fault("an operator or the end");
    return expression;
  }

  /** Reads as far as operators bind at least as tightly as `power`. */
  private expression(power: number): Expression {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      throw new CesqlSyntaxError(`The expression is nested deeper than ${MAX_DEPTH} levels`, this.peek().position);
    }
    let left = this.prefix();
    let nesting = 0;
    for (;;) {
      const longer = this.suffix(left, power);
      if (longer === undefined) break;
      left = longer;
      // A chain `a = b = c …` is a tree as deep as it is long.
      nesting += 1;
      if (this.depth + nesting > MAX_DEPTH) {
        throw new CesqlSyntaxError(`The expression is nested deeper than ${MAX_DEPTH} levels`, this.peek().position);
      }
    }
    this.depth -= 1;
    return left;
  }

  private suffix(left: Expression, power: number): Expression | undefined {
    const token = this.peek();
    const negated = token.kind === "NOT";
    const kind = negated ? this.peek(1).kind : token.kind;
    if (kind === "LIKE" && power <= POWER.like) return this.like(left, negated);
    if (kind === "IN" && power <= POWER.in) return this.in(left, negated);
    const binary = BINARY[token.kind];
    if (binary === undefined || binary.power < power) return undefined;
    this.take();
    // Knative's grammar makes AND, OR and XOR right-associative (eventing.md §10.3); everything else leans left.
    const rightAssociative = this.dialect === "knative" && binary.power === POWER.logic;
    const right = this.expression(rightAssociative ? binary.power : binary.power + 1);
    return { kind: "binary", operator: binary.operator, left, right };
  }

  private like(operand: Expression, negated: boolean): Expression {
    if (negated) this.take();
    this.take();
    const pattern = this.expect("string", "a pattern in quotes");
    return { kind: "like", operand, pattern: unquote(pattern.text), negated };
  }

  private in(operand: Expression, negated: boolean): Expression {
    if (negated) this.take();
    this.take();
    this.expect("(", "( and the elements of the set");
    const set = this.list();
    return { kind: "in", operand, set, negated };
  }

  /** Elements up to the closing parenthesis; at least one. */
  private list(): readonly Expression[] {
    const items = [this.expression(0)];
    while (this.peek().kind === ",") {
      this.take();
      items.push(this.expression(0));
    }
    this.expect(")", ", or )");
    return items;
  }

  private prefix(): Expression {
    const token = this.take();
    switch (token.kind) {
      case "NOT":
        return { kind: "not", operand: this.operand() };
      case "-":
        return { kind: "minus", operand: this.operand() };
      case "EXISTS":
        return { kind: "exists", name: this.attribute(this.take(), "the name of an attribute") };
      case "(": {
        const inner = this.expression(0);
        this.expect(")", "an operator or )");
        return inner;
      }
      case "TRUE":
      case "FALSE":
        return { kind: "literal", value: token.kind === "TRUE" };
      case "string":
        return { kind: "literal", value: unquote(token.text) };
      case "integer":
        return { kind: "literal", value: integer(token) };
      case "word":
      case "wordWithUnderscore":
        if (this.peek().kind === "(") return this.call(token);
        return { kind: "attribute", name: this.attribute(token, "a value") };
      case "wordWithDigit":
        return { kind: "attribute", name: this.attribute(token, "a value") };
      default:
        this.next -= 1;
        throw this.fault("a value");
    }
  }

  /** What NOT and minus apply to: they bind tighter than every operator behind them. */
  private operand(): Expression {
    return this.expression(Number.POSITIVE_INFINITY);
  }

  private call(name: Token): Expression {
    this.take();
    if (this.peek().kind === ")") {
      this.take();
      return { kind: "call", name: name.text.toUpperCase(), arguments: [] };
    }
    return { kind: "call", name: name.text.toUpperCase(), arguments: this.list() };
  }

  private attribute(token: Token, expected: string): string {
    if (token.kind === "wordWithUnderscore") {
      throw new CesqlSyntaxError(`"${token.text}" is no attribute: names have letters and digits only`, token.position);
    }
    if (token.kind !== "word" && token.kind !== "wordWithDigit") {
      this.next -= 1;
      throw this.fault(expected);
    }
    // Names are lower-case by the grammar's text; the official kit and Knative's engine read any case.
    return token.text.toLowerCase();
  }

  private expect(kind: TokenKind, expected: string): Token {
    if (this.peek().kind !== kind) throw this.fault(expected);
    return this.take();
  }

  private peek(ahead = 0): Token {
    const token = this.tokens[Math.min(this.next + ahead, this.tokens.length - 1)];
    if (token === undefined) throw new Error("sluice: the tokens have no end; this is a fault of ours");
    return token;
  }

  private take(): Token {
    const token = this.peek();
    this.next += 1;
    return token;
  }

  private fault(expected: string): CesqlSyntaxError {
    const token = this.peek();
    if (token.kind === "end") return new CesqlSyntaxError("The expression ends", token.position, expected);
    return new CesqlSyntaxError(`${JSON.stringify(token.text.slice(0, 40))} cannot stand`, token.position, expected);
  }
}

/** The text between the quotes, with the string's own delimiter unescaped and nothing else (eventing.md §10.3). */
function unquote(literal: string): string {
  const quote = literal.charAt(0);
  return literal.slice(1, -1).replaceAll(`\\${quote}`, quote);
}

function integer(token: Token): number {
  const value = Number(token.text);
  if (value > 2_147_483_647 || value < -2_147_483_648) {
    throw new CesqlSyntaxError(
      `${token.text.slice(0, 40)} is beyond 32 bits`,
      token.position,
      "-2147483648 to 2147483647",
    );
  }
  // Without this `-0` would print as it was written.
  return value === 0 ? 0 : value;
}
