/** The kinds of evaluation error (eventing.md §10.1). */
export type CesqlErrorKind =
  | "math"
  | "cast"
  | "missingAttribute"
  | "missingFunction"
  | "functionEvaluation"
  | "generic"
  /** What panics inside Knative's engine; ours errs instead (eventing.md §13). */
  | "panic";

/** One error of an evaluation; a value stands beside it. */
export interface CesqlError {
  readonly kind: CesqlErrorKind;
  readonly message: string;
}

const BRAND = Symbol.for("sluice.dev/CesqlSyntaxError");

/** An expression that cannot be read: where, what stands there and what was expected. */
export class CesqlSyntaxError extends Error {
  public override readonly name = "CesqlSyntaxError";
  /** Offset in the expression, from 0, in UTF-16 units. */
  public readonly position: number;
  /** What could stand there, such as `a value`; empty when something else is wrong. */
  public readonly expected: string;

  public constructor(message: string, position: number, expected = "") {
    super(`${message} at position ${position + 1}${expected === "" ? "" : `; expected ${expected}`}.`);
    this.position = position;
    this.expected = expected;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Recognises the error across copies of this package. */
  public static is(error: unknown): error is CesqlSyntaxError {
    return typeof error === "object" && error !== null && BRAND in error;
  }
}
