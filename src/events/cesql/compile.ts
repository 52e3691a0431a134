import type { WireEvent } from "../event.ts";
import type { BinaryOperator, Expression } from "./ast.ts";
import { cesqlReader } from "./attribute-reader.ts";
import { fromInner, toInner } from "./bytes.ts";
import { cast, toBoolean, toInteger, toText } from "./casts.ts";
import type { CesqlDialect } from "./dialect.ts";
import type { CesqlError } from "./errors.ts";
import { type CesqlType, type CesqlValue, Evaluation, type Part, typeOf, ZERO } from "./evaluation.ts";
import { findFunction } from "./functions.ts";
import { compileLike } from "./like.ts";
import { parseCesql } from "./parser.ts";

/** How to evaluate. */
export interface CesqlOptions {
  /** @default "spec" */
  readonly dialect?: CesqlDialect;
  /**
   * An operator whose operand erred gives its zero value. `complete` goes on from the next AND, OR or XOR around it;
   * `fail-fast` ends there. @default - `complete` by the specification, `fail-fast` in Knative's dialect
   */
  readonly evaluation?: "complete" | "fail-fast";
}

/** A value, and the errors beside it. */
export interface CesqlResult {
  readonly value: CesqlValue;
  /** The first error. */
  readonly error?: CesqlError;
  readonly errors: readonly CesqlError[];
}

/** An expression, compiled once. */
export interface CompiledCesql {
  evaluate(event: Pick<WireEvent, "attributes">): CesqlResult;
  /** Whether it is exactly true, without errors: what a filter asks (eventing.md §10.1). Allocates nothing. */
  matches(event: Pick<WireEvent, "attributes">): boolean;
}

const NO_ERRORS: readonly CesqlError[] = Object.freeze([]);

/**
 * Parses an expression and compiles it to closures.
 *
 * @throws {@link CesqlSyntaxError} with the position and what was expected there
 */
export function compileCesql(expression: string, options: CesqlOptions = {}): CompiledCesql {
  return compileExpression(parseCesql(expression, options.dialect ?? "spec"), options);
}

/** As {@link compileCesql}, for what has been parsed already, in the same dialect. */
export function compileExpression(expression: Expression, options: CesqlOptions = {}): CompiledCesql {
  const dialect = options.dialect ?? "spec";
  const failFast = (options.evaluation ?? (dialect === "knative" ? "fail-fast" : "complete")) === "fail-fast";
  const part = compile(expression, dialect);
  const shared = new Evaluation(Object.create(null), failFast);
  return {
    evaluate({ attributes }) {
      const evaluation = new Evaluation(attributes, failFast);
      const inner = part(evaluation);
      const value = typeof inner === "string" ? fromInner(inner, dialect) : inner;
      const errors = evaluation.errors ?? NO_ERRORS;
      const [error] = errors;
      return error === undefined ? { value, errors } : { value, error, errors };
    },
    matches({ attributes }) {
      shared.attributes = attributes;
      shared.failed = false;
      shared.errors = undefined;
      return part(shared) === true && shared.errors === undefined;
    },
  };
}

/** `wanted` is the type that an operator around it will cast to: what a missing attribute gives then. */
function compile(node: Expression, dialect: CesqlDialect, wanted: CesqlType = "Boolean"): Part {
  switch (node.kind) {
    case "literal": {
      const value = typeof node.value === "string" ? toInner(node.value, dialect) : node.value;
      return () => value;
    }
    case "attribute":
      return attribute(node.name, dialect, wanted);
    case "exists": {
      const read = cesqlReader(node.name);
      return ({ attributes }) => read(attributes) !== undefined;
    }
    case "not":
      return not(compile(node.operand, dialect, "Boolean"));
    case "minus":
      return minus(compile(node.operand, dialect, "Integer"));
    case "like":
      return like(compile(node.operand, dialect, "String"), toInner(node.pattern, dialect), node.negated, dialect);
    case "in":
      return inSet(
        compile(node.operand, dialect),
        node.set.map((element) => compile(element, dialect)),
        node.negated,
      );
    case "call":
      return call(node.name, node.arguments, dialect);
    case "binary":
      return binary(node.operator, node.left, node.right, dialect);
  }
}

function attribute(name: string, dialect: CesqlDialect, wanted: CesqlType): Part {
  const read = cesqlReader(name);
  const zero = ZERO[wanted];
  return (evaluation) => {
    const value = read(evaluation.attributes);
    if (typeof value === "string") return toInner(value, dialect);
    if (value !== undefined) return value;
    evaluation.fail("missingAttribute", `the event has no attribute "${name}"`);
    return zero;
  };
}

function not(operand: Part): Part {
  return (evaluation) => {
    const value = operand(evaluation);
    if (evaluation.failed) return false;
    const truth = toBoolean(value, evaluation);
    return evaluation.failed ? false : !truth;
  };
}

function minus(operand: Part): Part {
  return (evaluation) => {
    const value = operand(evaluation);
    if (evaluation.failed) return 0;
    const number = toInteger(value, evaluation);
    return evaluation.failed ? 0 : wrap(-number);
  };
}

function like(operand: Part, pattern: string, negated: boolean, dialect: CesqlDialect): Part {
  const matches = compileLike(pattern, dialect);
  return (evaluation) => {
    const value = operand(evaluation);
    if (evaluation.failed) return false;
    return matches(toText(value)) !== negated;
  };
}

/** Elements are cast to the left side's type, one after the other, until one is equal. */
function inSet(operand: Part, set: readonly Part[], negated: boolean): Part {
  return (evaluation) => {
    const value = operand(evaluation);
    if (evaluation.failed) return false;
    const type = typeOf(value);
    for (const element of set) {
      const raw = element(evaluation);
      if (evaluation.failed) return false;
      const candidate = cast(raw, type, evaluation);
      if (evaluation.failed) return false;
      if (candidate === value) return !negated;
    }
    return negated;
  };
}

function call(name: string, nodes: readonly Expression[], dialect: CesqlDialect): Part {
  const found = findFunction(name, nodes.length);
  if (found === undefined) {
    return (evaluation) => {
      // Its arguments are not evaluated (eventing.md §10.3).
      evaluation.fail("missingFunction", `there is no function ${name} of ${nodes.length} arguments`);
      return false;
    };
  }
  const types = nodes.map((_, index) => found.arguments[Math.min(index, found.arguments.length - 1)] ?? "Any");
  const parts = nodes.map((node, index) => {
    const type = types[index];
    return compile(node, dialect, type === "Any" ? "Boolean" : type);
  });
  const zero = ZERO[found.result];
  return (evaluation) => {
    const values: CesqlValue[] = [];
    for (const [index, part] of parts.entries()) {
      const raw = part(evaluation);
      if (evaluation.failed) return zero;
      const type = types[index];
      values.push(type === undefined || type === "Any" ? raw : cast(raw, type, evaluation));
      if (evaluation.failed) return zero;
    }
    return found.call(values, evaluation, dialect);
  };
}

function binary(operator: BinaryOperator, left: Expression, right: Expression, dialect: CesqlDialect): Part {
  switch (operator) {
    case "AND":
    case "OR":
      return shortCircuit(operator === "OR", compile(left, dialect, "Boolean"), compile(right, dialect, "Boolean"));
    case "XOR":
      return exclusive(compile(left, dialect, "Boolean"), compile(right, dialect, "Boolean"));
    case "=":
    case "!=":
      return equality(operator === "!=", compile(left, dialect), compile(right, dialect));
    case "<":
    case "<=":
    case ">":
    case ">=":
      return integers(COMPARE[operator], false, compile(left, dialect, "Integer"), compile(right, dialect, "Integer"));
    default:
      return integers(ARITHMETIC[operator], 0, compile(left, dialect, "Integer"), compile(right, dialect, "Integer"));
  }
}

function shortCircuit(decides: boolean, left: Part, right: Part): Part {
  return (evaluation) => {
    const truth = operandTruth(left, evaluation);
    if (!evaluation.goesOn()) return false;
    if (truth === decides) return decides;
    const other = operandTruth(right, evaluation);
    return evaluation.goesOn() ? other : false;
  };
}

function exclusive(left: Part, right: Part): Part {
  return (evaluation) => {
    const one = operandTruth(left, evaluation);
    if (!evaluation.goesOn()) return false;
    const other = operandTruth(right, evaluation);
    return evaluation.goesOn() ? one !== other : false;
  };
}

function operandTruth(operand: Part, evaluation: Evaluation): boolean {
  const value = operand(evaluation);
  return evaluation.failed ? false : toBoolean(value, evaluation);
}

/** The left side is cast to the type of the right one (eventing.md §10.1). */
function equality(negated: boolean, left: Part, right: Part): Part {
  return (evaluation) => {
    const first = left(evaluation);
    if (evaluation.failed) return false;
    const second = right(evaluation);
    if (evaluation.failed) return false;
    const same = typeof first === typeof second ? first : cast(first, typeOf(second), evaluation);
    if (evaluation.failed) return false;
    return (same === second) !== negated;
  };
}

function integers(
  operate: (left: number, right: number, evaluation: Evaluation) => CesqlValue,
  zero: CesqlValue,
  left: Part,
  right: Part,
): Part {
  return (evaluation) => {
    const first = left(evaluation);
    if (evaluation.failed) return zero;
    const second = right(evaluation);
    if (evaluation.failed) return zero;
    const one = toInteger(first, evaluation);
    if (evaluation.failed) return zero;
    const other = toInteger(second, evaluation);
    return evaluation.failed ? zero : operate(one, other, evaluation);
  };
}

const COMPARE = {
  "<": (left: number, right: number) => left < right,
  "<=": (left: number, right: number) => left <= right,
  ">": (left: number, right: number) => left > right,
  ">=": (left: number, right: number) => left >= right,
};

const ARITHMETIC = {
  "+": (left: number, right: number) => wrap(left + right),
  "-": (left: number, right: number) => wrap(left - right),
  "*": (left: number, right: number) => Math.imul(left, right),
  "/": (left: number, right: number, evaluation: Evaluation) =>
    right === 0 ? byZero(evaluation) : wrap(Math.trunc(left / right)),
  "%": (left: number, right: number, evaluation: Evaluation) => (right === 0 ? byZero(evaluation) : wrap(left % right)),
};

function byZero(evaluation: Evaluation): number {
  evaluation.fail("math", "division by zero");
  return 0;
}

/** To 32 bits, as both engines wrap (eventing.md §10.3); also turns -0 into 0. */
function wrap(value: number): number {
  return value | 0;
}
