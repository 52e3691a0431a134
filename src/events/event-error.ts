import type { StandardIssue } from "./standard-schema.ts";

/** Why an event is not what a contract says. */
export type EventErrorCode = "wrong-type" | "invalid-data" | "async-schema" | "not-an-event";

const BRAND = Symbol.for("sluice.dev/EventError");

/** An event that does not fit. Sending it again changes nothing: a service answers 400. */
export class EventError extends Error {
  public override readonly name = "EventError";
  public readonly code: EventErrorCode;
  /** What the schema found, for `invalid-data`. */
  public readonly issues: readonly StandardIssue[];

  public constructor(code: EventErrorCode, message: string, issues: readonly StandardIssue[] = []) {
    super(message);
    this.code = code;
    this.issues = issues;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Recognises the error across copies of this package. */
  public static is(error: unknown): error is EventError {
    return typeof error === "object" && error !== null && BRAND in error;
  }
}
