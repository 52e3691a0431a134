import type { CesqlType, CesqlValue } from "../cesql/evaluation.ts";
import { parseBoolean } from "../cesql/casts.ts";
import { findFunction } from "../cesql/functions.ts";
import { compileExpression, type Expression } from "../cesql/index.ts";
import type { WireEvent } from "../event.ts";
import { readPattern } from "./like-pattern.ts";
import {
  and,
  type ExpressionOutcome,
  FALSE,
  type Hints,
  not,
  oneOf,
  or,
  type Predicate,
  TRUE,
  undecided,
} from "./predicate.ts";
import { cesqlVariable, variableOf } from "./variables.ts";

/** When an expression is true, when false, and when it panics; what is left is an error. */
export interface Truth {
  readonly yes: Predicate;
  readonly no: Predicate;
  readonly panic: Predicate;
  /** Either true or false. The same object where two parts err on the same events. */
  readonly settled: Predicate;
}

/** When an expression, in Knative's dialect, lets an event through as a filter: only a boolean may (eventing.md §6.10). */
export function filterTruth(expression: Expression): Truth {
  const reading = new CesqlReading();
  const type = typeOf(expression);
  if (type === "Boolean") return reading.truth(expression);
  if (expression.kind === "attribute") return panics(reading.text(expression.name).present);
  // It panics or errs.
  return panics(reading.opaque(expression, false).panic);
}

/** Implements eventing.md §10.1 and §10.3 over predicates: fail-fast, strings only, AND, OR and XOR of one level. */
class CesqlReading {
  private readonly texts = new Map<string, TextReading>();

  /** Of the value cast to a boolean. */
  public truth(expression: Expression): Truth {
    switch (expression.kind) {
      case "literal":
        return settledAs(truthOfValue(expression.value));
      case "attribute":
        return this.castAttribute(expression.name);
      case "exists": {
        const { present } = this.text(expression.name);
        return { yes: present, no: not(present), panic: FALSE, settled: TRUE };
      }
      case "not":
        return negated(this.truth(expression.operand), true);
      case "like":
        return this.like(expression);
      case "in":
        return this.inSet(expression);
      case "binary":
        return this.binary(expression);
      default:
        return this.opaque(expression, true);
    }
  }

  /** How an attribute's text is claimed about; the same object for the same attribute. */
  public text(name: string): TextReading {
    let reading = this.texts.get(name);
    if (reading === undefined) this.texts.set(name, (reading = new TextReading(cesqlVariable(name))));
    return reading;
  }

  /** What can be evaluated and no more. `casts`: as an operand that is cast to a boolean. */
  public opaque(expression: Expression, casts: boolean): Truth {
    const hints = hintsOf(expression);
    // One function only the real filter has (eventing.md §10.3): it may give anything.
    if (hints === undefined) return { yes: undecided(), no: undecided(), panic: undecided(), settled: undecided() };
    const compiled = compileExpression(expression, { dialect: "knative" });
    const evaluate = (event: WireEvent): ExpressionOutcome | "error" => {
      const { value, error } = compiled.evaluate(event);
      if (error !== undefined) return error.kind === "panic" ? "panic" : "error";
      if (!casts && typeof value !== "boolean") return "panic";
      return truthOfValue(value);
    };
    if (hints.variables.length === 0) return settledAs(evaluate(NOTHING));
    const key = `${casts ? "cast" : "filter"} ${JSON.stringify(expression)}`;
    const claim = (outcome: ExpressionOutcome): Predicate => ({ kind: "opaque", key, outcome, evaluate, hints });
    const [yes, no] = [claim("true"), claim("false")];
    return { yes, no, panic: claim("panic"), settled: or(yes, no) };
  }

  private castAttribute(name: string): Truth {
    const text = this.text(name);
    const [yes, no] = [text.in(TRUE_TEXTS), text.in(FALSE_TEXTS)];
    return { yes, no, panic: FALSE, settled: or(yes, no) };
  }

  private like(expression: Expression & { readonly kind: "like" }): Truth {
    const { operand, pattern, negated: isNegated } = expression;
    if (operand.kind !== "attribute") return this.opaque(expression, true);
    const text = this.text(operand.name);
    const claim = readPattern(wellFormed(pattern));
    switch (claim.kind) {
      case "equals":
        return negated(text.truth(text.in([claim.text])), isNegated);
      // A `%` of the pattern that meets a `%` of the text stands for just that one (eventing.md §10.3).
      case "startsWith":
        return negated(
          text.truth(
            and(
              text.prefix(claim.text),
              or(not(text.prefix(`${claim.text}%`)), text.in([claim.text, `${claim.text}%`])),
            ),
          ),
          isNegated,
        );
      case "endsWith":
        return negated(
          text.truth(and(text.suffix(claim.text), or(not(text.prefix("%")), text.in([`%${claim.text}`])))),
          isNegated,
        );
      case "more": {
        const { yes } = this.opaque({ ...expression, negated: false }, true);
        return negated(text.truth(and(yes, text.prefix(claim.prefix), text.suffix(claim.suffix))), isNegated);
      }
    }
  }

  private inSet(expression: Expression & { readonly kind: "in" }): Truth {
    const { operand, set, negated: isNegated } = expression;
    const texts = literalTexts(set);
    if (operand.kind !== "attribute" || texts === undefined) return this.opaque(expression, true);
    const text = this.text(operand.name);
    return negated(text.truth(text.in(texts)), isNegated);
  }

  private binary(expression: Expression & { readonly kind: "binary" }): Truth {
    switch (expression.operator) {
      case "AND":
      case "OR":
        return this.chain(expression, expression.operator);
      case "XOR":
        return exclusive(this.truth(expression.left), this.truth(expression.right));
      case "=":
        return this.equality(expression);
      case "!=":
        return negated(this.equality({ ...expression, operator: "=" }), true);
      default:
        return this.opaque(expression, true);
    }
  }

  /** `a AND b AND …`, which leans right: neighbours that err on the same events are joined at once. */
  private chain(expression: Expression, operator: "AND" | "OR"): Truth {
    const operands: Truth[] = [];
    let rest = expression;
    for (; rest.kind === "binary" && rest.operator === operator; rest = rest.right) {
      operands.push(this.truth(rest.left));
    }
    operands.push(this.truth(rest));
    const runs: Truth[][] = [];
    for (const operand of operands) {
      const run = runs.at(-1);
      const [first] = run ?? [];
      if (run !== undefined && first?.settled === operand.settled && isCalm(first) && isCalm(operand))
        run.push(operand);
      else runs.push([operand]);
    }
    const joined = runs.map((run) => (run.length === 1 ? (run[0] as Truth) : joinRun(run, operator)));
    return joined.reduceRight((right, left) => shortCircuit(left, right, operator));
  }

  /** The left side is cast to the type of the right one. */
  private equality(expression: Expression & { readonly kind: "binary" }): Truth {
    const { left, right } = expression;
    const [leftType, rightType] = [typeOf(left), typeOf(right)];
    if (rightType === "Boolean") {
      const [first, second] = [this.truth(left), this.truth(right)];
      // A panic on the right comes before the left is cast.
      if (leftType === "Boolean" || isCalm(second)) return negated(exclusive(first, second), true);
    }
    const [name, wanted] = left.kind === "attribute" ? [left.name, right] : [nameOf(right), left];
    if (name !== undefined && wanted.kind === "literal" && rightType === "String") {
      const text = this.text(name);
      return text.truth(text.in([textOfValue(wanted.value)]));
    }
    return this.opaque(expression, true);
  }
}

/** Claims about one attribute's text; each implies that there is one. */
class TextReading {
  public readonly present: Predicate;
  private readonly variable: string;
  private readonly absentAs: string | undefined;

  public constructor(variable: string) {
    const { presence, absentAs } = variableOf(variable);
    this.variable = variable;
    this.absentAs = absentAs;
    if (absentAs !== undefined) this.present = not(oneOf(variable, [absentAs]));
    else this.present = presence === "always" ? TRUE : { kind: "present", variable };
  }

  public in(texts: Iterable<string>): Predicate {
    return oneOf(
      this.variable,
      [...texts].filter((text) => text !== this.absentAs),
    );
  }

  public prefix(text: string): Predicate {
    return this.side("prefix", text);
  }

  public suffix(text: string): Predicate {
    return this.side("suffix", text);
  }

  /** Of a claim that errs only where there is no text. */
  public truth(yes: Predicate): Truth {
    return { yes, no: and(this.present, not(yes)), panic: FALSE, settled: this.present };
  }

  private side(kind: "prefix" | "suffix", text: string): Predicate {
    if (text === "") return this.present;
    const { absentAs = "", variable } = this;
    const has: Predicate = { kind, variable, text };
    const absentHas = kind === "prefix" ? absentAs.startsWith(text) : absentAs.endsWith(text);
    return absentHas ? and(has, this.present) : has;
  }
}

const NOTHING: WireEvent = { attributes: {} };
const NEVER: Truth = { yes: FALSE, no: FALSE, panic: FALSE, settled: FALSE };
const TRUE_TEXTS = spellings("true");
const FALSE_TEXTS = spellings("false");

/** A word in every mix of cases. */
function spellings(word: string): readonly string[] {
  let all = [""];
  for (const letter of word) all = all.flatMap((start) => [start + letter, start + letter.toUpperCase()]);
  return all;
}

function settledAs(outcome: ExpressionOutcome | "error"): Truth {
  switch (outcome) {
    case "true":
      return { yes: TRUE, no: FALSE, panic: FALSE, settled: TRUE };
    case "false":
      return { yes: FALSE, no: TRUE, panic: FALSE, settled: TRUE };
    case "panic":
      return panics(TRUE);
    case "error":
      return NEVER;
  }
}

function panics(where: Predicate): Truth {
  return { ...NEVER, panic: where };
}

function isCalm(truth: Truth): boolean {
  return truth.panic === FALSE;
}

function negated(truth: Truth, isNegated: boolean): Truth {
  return isNegated ? { ...truth, yes: truth.no, no: truth.yes } : truth;
}

/** Operands without panics that err on the same events. */
function joinRun(run: readonly Truth[], operator: "AND" | "OR"): Truth {
  const [first = NEVER] = run;
  const { settled } = first;
  const yesses = run.map(({ yes }) => yes);
  const yes = operator === "AND" ? and(...yesses) : or(...yesses);
  return { yes, no: and(settled, not(yes)), panic: FALSE, settled };
}

function shortCircuit(left: Truth, right: Truth, operator: "AND" | "OR"): Truth {
  if (operator === "OR") {
    return negated(shortCircuit(negated(left, true), negated(right, true), "AND"), true);
  }
  const yes = and(left.yes, right.yes);
  const no = or(left.no, and(left.yes, right.no));
  return { yes, no, panic: or(left.panic, and(left.yes, right.panic)), settled: or(yes, no) };
}

function exclusive(left: Truth, right: Truth): Truth {
  const yes = or(and(left.yes, right.no), and(left.no, right.yes));
  const no = or(and(left.yes, right.yes), and(left.no, right.no));
  return { yes, no, panic: or(left.panic, and(left.settled, right.panic)), settled: or(yes, no) };
}

function truthOfValue(value: CesqlValue): "true" | "false" | "error" {
  const truth = typeof value === "string" ? parseBoolean(value) : typeof value === "number" ? value !== 0 : value;
  return truth === undefined ? "error" : truth ? "true" : "false";
}

/** The type of what an expression gives when nothing errs. Attributes are strings after a hop. */
function typeOf(expression: Expression): CesqlType {
  switch (expression.kind) {
    case "literal":
      return typeof expression.value === "string"
        ? "String"
        : typeof expression.value === "number"
          ? "Integer"
          : "Boolean";
    case "attribute":
      return "String";
    case "minus":
      return "Integer";
    case "call":
      return findFunction(expression.name, expression.arguments.length)?.result ?? "Boolean";
    case "binary":
      return ["*", "/", "%", "+", "-"].includes(expression.operator) ? "Integer" : "Boolean";
    default:
      return "Boolean";
  }
}

function nameOf(expression: Expression): string | undefined {
  return expression.kind === "attribute" ? expression.name : undefined;
}

function literalTexts(set: readonly Expression[]): readonly string[] | undefined {
  const texts: string[] = [];
  for (const element of set) {
    if (element.kind !== "literal") return undefined;
    texts.push(textOfValue(element.value));
  }
  return texts;
}

function textOfValue(value: CesqlValue): string {
  return wellFormed(String(value));
}

/** CESQL compares bytes, in which a lone surrogate is U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}

/** At most this many variables and texts are remembered of one expression. */
const MAX_HINTS = 16;

/** What an expression is about; undefined where it calls a function that only Knative's filter has. */
function hintsOf(expression: Expression): Hints | undefined {
  const variables = new Set<string>();
  const texts = new Set<string>();
  const rest: Expression[] = [expression];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    switch (node.kind) {
      case "attribute":
      case "exists":
        if (variables.size < MAX_HINTS) variables.add(cesqlVariable(node.name));
        break;
      case "literal":
        addTexts(texts, node.value);
        break;
      case "like":
        addTexts(texts, node.pattern.replace(/\\([%_])|%/g, "$1").replaceAll("_", "x"));
        rest.push(node.operand);
        break;
      case "not":
      case "minus":
        rest.push(node.operand);
        break;
      case "in":
        rest.push(node.operand, ...node.set);
        break;
      case "binary":
        rest.push(node.left, node.right);
        break;
      case "call":
        if (node.name === "KN_VERIFY_CORRELATION_ID") return undefined;
        rest.push(...node.arguments);
    }
  }
  return { variables: [...variables], texts: [...texts] };
}

function addTexts(texts: Set<string>, value: CesqlValue): void {
  if (texts.size >= MAX_HINTS) return;
  texts.add(textOfValue(value));
  if (typeof value === "number") for (const near of [value - 1, value + 1]) texts.add(String(near));
}
