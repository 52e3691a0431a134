/** One process to start: everything about it is decided before. */
export interface ProcessSpec {
  /** The endpoint's name, for messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute working directory. */
  readonly cwd: string;
  /** Variables added to ours. */
  readonly env: Readonly<Record<string, string>>;
  /** The port it must listen on; absent for a source, which only sends. */
  readonly port?: number;
}

/** Why a process could not serve; `code` is stable. */
export type ServiceFault = "service-died" | "service-never-listened" | "service-not-found";

/** A process that could not serve. */
export class ServiceError extends Error {
  public override readonly name = "ServiceError";
  public readonly code: ServiceFault;
  public readonly mend: string;

  public constructor(code: ServiceFault, message: string, mend: string) {
    super(message);
    this.code = code;
    this.mend = mend;
  }
}
