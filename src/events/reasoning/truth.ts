import { allOf, and, anyOf, type ExpressionOutcome, FALSE, not, or, type Predicate, TRUE } from "./predicate.ts";

/** When an expression is true, when false, and when it panics; what is left is an error. */
export interface Truth {
  readonly yes: Predicate;
  readonly no: Predicate;
  readonly panic: Predicate;
  /** Either true or false. The same object where two parts err on the same events. */
  readonly settled: Predicate;
}

export function settledAs(outcome: ExpressionOutcome | "error"): Truth {
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

export function panics(where: Predicate): Truth {
  return { ...NEVER, panic: where };
}

export function isCalm(truth: Truth): boolean {
  return truth.panic === FALSE;
}

export function negated(truth: Truth, isNegated: boolean): Truth {
  return isNegated ? { ...truth, yes: truth.no, no: truth.yes } : truth;
}

/** Operands without panics that err on the same events. */
export function joinRun(run: readonly Truth[], operator: "AND" | "OR"): Truth {
  const [first = NEVER] = run;
  const { settled } = first;
  const yesses = run.map(({ yes }) => yes);
  const yes = operator === "AND" ? allOf(yesses) : anyOf(yesses);
  return { yes, no: and(settled, not(yes)), panic: FALSE, settled };
}

export function shortCircuit(left: Truth, right: Truth, operator: "AND" | "OR"): Truth {
  if (operator === "OR") {
    return negated(shortCircuit(negated(left, true), negated(right, true), "AND"), true);
  }
  const yes = and(left.yes, right.yes);
  const no = or(left.no, and(left.yes, right.no));
  return { yes, no, panic: or(left.panic, and(left.yes, right.panic)), settled: or(yes, no) };
}

export function exclusive(left: Truth, right: Truth): Truth {
  const yes = or(and(left.yes, right.no), and(left.no, right.yes));
  const no = or(and(left.yes, right.yes), and(left.no, right.no));
  return { yes, no, panic: or(left.panic, and(left.settled, right.panic)), settled: or(yes, no) };
}

const NEVER: Truth = { yes: FALSE, no: FALSE, panic: FALSE, settled: FALSE };
