const BRAND = Symbol.for("sluice.dev/ConfigurationError");

/** A service cannot start as it is configured. `sluice-serve` prints every problem and exits with its own code. */
export class ConfigurationError extends Error {
  public override readonly name = "ConfigurationError";
  /** One or more whole sentences each: what is wrong, and the mend. */
  public readonly problems: readonly string[];

  public constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Recognises the error across copies of this package. */
  public static is(error: unknown): error is ConfigurationError {
    return typeof error === "object" && error !== null && BRAND in error;
  }
}
