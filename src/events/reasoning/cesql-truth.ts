import type { CesqlType, CesqlValue } from "../cesql/evaluation.ts";
import { parseBoolean } from "../cesql/casts.ts";
import { findFunction } from "../cesql/functions.ts";
import { compileExpression, type Expression } from "../cesql/index.ts";
import type { WireEvent } from "../event.ts";
import { hintsOf, textOfValue, wellFormed } from "./hints.ts";
import { readPattern } from "./like-pattern.ts";
import { and, type ExpressionOutcome, FALSE, not, or, type Predicate, TRUE, undecided } from "./predicate.ts";
import { TextClaims } from "./text-claims.ts";
import { exclusive, isCalm, joinRun, negated, panics, settledAs, shortCircuit, type Truth } from "./truth.ts";
import { cesqlVariable } from "./variables.ts";

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
  private readonly texts = new Map<string, TextClaims>();

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
  public text(name: string): TextClaims {
    let reading = this.texts.get(name);
    if (reading === undefined) this.texts.set(name, (reading = new TextClaims(cesqlVariable(name))));
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

const NOTHING: WireEvent = { attributes: {} };
const TRUE_TEXTS = spellings("true");
const FALSE_TEXTS = spellings("false");

/** A word in every mix of cases. */
function spellings(word: string): readonly string[] {
  let all = [""];
  for (const letter of word) all = all.flatMap((start) => [start + letter, start + letter.toUpperCase()]);
  return all;
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
