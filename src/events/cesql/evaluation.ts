import type { WireEvent } from "../event.ts";
import type { CesqlError, CesqlErrorKind } from "./errors.ts";

export type CesqlValue = string | number | boolean;
export type CesqlType = "String" | "Integer" | "Boolean";

/** A compiled part: reads the event from the evaluation, gives its value, and notes errors there. */
export type Part = (evaluation: Evaluation) => CesqlValue;

/** One run over one event. Mutable, so that an evaluation that goes well allocates nothing. */
export class Evaluation {
  public attributes: WireEvent["attributes"];
  /** Whether the first error ends the whole evaluation, or only the operators around it up to the next AND, OR or XOR. */
  public readonly failFast: boolean;
  /** Set by an error: every operator around it gives its zero value. */
  public failed = false;
  public errors: CesqlError[] | undefined;

  public constructor(attributes: WireEvent["attributes"], failFast: boolean) {
    this.attributes = attributes;
    this.failFast = failFast;
  }

  public fail(kind: CesqlErrorKind, message: string): void {
    if (this.failed) return;
    this.errors ??= [];
    this.errors.push({ kind, message });
    this.failed = true;
  }

  /** AND, OR and XOR go on after an operand that erred, unless the first error ends everything. */
  public goesOn(): boolean {
    if (this.failed && !this.failFast) this.failed = false;
    return !this.failed;
  }
}

export function typeOf(value: CesqlValue): CesqlType {
  return typeof value === "string" ? "String" : typeof value === "number" ? "Integer" : "Boolean";
}

export const ZERO = { String: "", Integer: 0, Boolean: false } as const;
