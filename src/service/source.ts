import type { AnyContract, DraftOf } from "../events/contract.ts";
import type { Log } from "../diagnostics/log.ts";

export const SOURCE = Symbol.for("sluice.dev/Source");

/** What a source may use. Everything is injected by its host. */
export interface SourceContext<Emits extends AnyContract = AnyContract> {
  /**
   * Sends one event to the sink, with the overrides of the ContainerSource applied, and retries as a CloudEvents SDK
   * client does (eventing.md §7.1). Resolves when the sink took it.
   *
   * @throws {@link SinkError} when it did not: nothing is kept, so the source must send it again later
   */
  readonly send: (draft: DraftOf<Emits>) => Promise<void>;
  /** Aborts when the source must end. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or at once when the source must end. Never rejects. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: Log;
}

/** The code of a ContainerSource: what it emits, and a loop that emits it. Importing one never sends. */
export interface Source<Emits extends AnyContract = AnyContract> {
  readonly [SOURCE]: true;
  /** The source's name, for logs and as the default `source` of its events. */
  readonly name: string;
  readonly emits: readonly Emits[];
  /** Runs until `context.signal` aborts. Ending earlier, or throwing, ends the process. */
  run(context: SourceContext<Emits>): Promise<void>;
}

/** What {@link source} takes. */
export interface SourceOptions<Emits extends AnyContract> {
  readonly emits: readonly Emits[];
  readonly run: (context: SourceContext<Emits>) => Promise<void>;
}

/** Declares a source: `export default source("ticker", { emits: [Tick], run: async (ctx) => { … } })`. */
export function source<Emits extends AnyContract>(name: string, options: SourceOptions<Emits>): Source<Emits> {
  const { emits, run } = options;
  return Object.freeze({ [SOURCE]: true as const, name, emits: Object.freeze([...emits]), run });
}

/** Recognises a source made by any copy of this package. */
export function isSource(value: unknown): value is Source {
  return typeof value === "object" && value !== null && SOURCE in value;
}

const BRAND = Symbol.for("sluice.dev/SinkError");

/** The sink did not take an event. */
export class SinkError extends Error {
  public override readonly name = "SinkError";
  /** The last status; absent when there was no answer. */
  public readonly status?: number;
  /** Requests made. */
  public readonly attempts: number;

  public constructor(message: string, attempts: number, status?: number, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.attempts = attempts;
    if (status !== undefined) this.status = status;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Recognises the error across copies of this package. */
  public static is(error: unknown): error is SinkError {
    return typeof error === "object" && error !== null && BRAND in error;
  }
}
