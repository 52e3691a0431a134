import type { Diagnostic } from "../../src/diagnostics/index.ts";

const BRAND = Symbol.for("sluice.dev/SynthError");

/** Errors were found at synth, and have been reported: nothing was written. */
export class SynthError extends Error {
  public override readonly name = "SynthError";
  /** Everything that was found, warnings too. Not enumerable: it has been told, and Node would print it again. */
  declare public readonly diagnostics: readonly Diagnostic[];

  public constructor(diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
    super(`${errors} error${errors === 1 ? "" : "s"}, see above`);
    Object.defineProperty(this, "diagnostics", { value: diagnostics });
    // The report names the lines that matter; the frames of cdk8s and Node would push it off the screen.
    this.stack = `${this.name}: ${this.message}`;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Recognises the error across copies of this package, unlike `instanceof`. */
  public static is(error: unknown): error is SynthError {
    return typeof error === "object" && error !== null && BRAND in error;
  }
}
