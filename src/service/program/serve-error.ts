/** Why `sluice-serve` cannot go on; the code is stable. */
export type ServeFault =
  | "usage"
  | "module-not-found"
  | "module-failed"
  | "no-service"
  | "configuration"
  | "port-unavailable"
  | "source-failed";

/** What `sluice-serve` exits with. 0 is an end on purpose: SIGTERM, SIGINT, or a supervisor that is gone. */
export const EXIT_CODES: Readonly<Record<ServeFault, number>> = {
  usage: 2,
  "module-not-found": 3,
  "module-failed": 3,
  "no-service": 4,
  configuration: 5,
  "port-unavailable": 6,
  "source-failed": 1,
};

/** A fault that ends `sluice-serve`. */
export class ServeError extends Error {
  public override readonly name = "ServeError";
  public readonly code: ServeFault;
  /** Printed below the message, one line each. */
  public readonly mends: readonly string[];

  public constructor(code: ServeFault, message: string, mends: readonly string[], options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.mends = mends;
  }
}
