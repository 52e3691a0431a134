import type { ExitCode } from "./exit-codes.ts";

/** A failure that ends the command: one message a person can act on, and the exit code. */
export class CliError extends Error {
  public override readonly name = "CliError";
  public readonly exitCode: ExitCode;
  /** What to do about it; printed on a line of its own. */
  public readonly mend: string | undefined;
  /** The stack or output of what failed, printed only with `--verbose`. */
  public readonly detail: string | undefined;

  public constructor(
    exitCode: ExitCode,
    message: string,
    extra: { readonly mend?: string; readonly detail?: string; readonly cause?: unknown } = {},
  ) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.exitCode = exitCode;
    this.mend = extra.mend;
    this.detail = extra.detail;
  }
}
