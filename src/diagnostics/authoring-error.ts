import type { Diagnostic } from "./diagnostic.ts";

const BRAND = Symbol.for("sluice.dev/AuthoringError");

/** An impossible call while authoring: thrown at once, with the fields of a {@link Diagnostic}. */
export class AuthoringError extends Error {
  public override readonly name = "AuthoringError";
  public readonly diagnostic: Diagnostic;

  public constructor(diagnostic: Omit<Diagnostic, "severity">, options?: { readonly cause?: unknown }) {
    const where = diagnostic.at.construct === undefined ? "" : `${diagnostic.at.construct}: `;
    const mend = diagnostic.mend === undefined ? "" : ` ${diagnostic.mend}`;
    super(`${diagnostic.code}: ${where}${diagnostic.message}${mend}`, options);
    this.diagnostic = { ...diagnostic, severity: "error" };
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Recognises the error across copies of this package, unlike `instanceof`. */
  public static is(error: unknown): error is AuthoringError {
    return typeof error === "object" && error !== null && BRAND in error;
  }
}
