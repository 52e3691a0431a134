import { AuthoringError } from "../diagnostics/index.ts";
import { EventError } from "./event-error.ts";
import { isRetriedStatus } from "./status.ts";

const RETRIABLE = Symbol.for("sluice.dev/RetriableError");
const FINAL = Symbol.for("sluice.dev/FinalError");

/** What {@link RetriableError} takes beside its message. */
export interface RetriableErrorOptions {
  /** What made it fail. */
  readonly cause?: unknown;
  /** A status that senders retry: 404, 408, 409, 429 or 500–599 (eventing.md §6.3). @default 503 */
  readonly status?: number;
  /** Whole seconds, sent as `Retry-After`; senders heed it only with `retryAfterMax` and 429 or 503 (eventing.md §6.3). @default - no header */
  readonly retryAfterSeconds?: number;
}

/** Thrown by a handler: this event may succeed later, send it again. */
export class RetriableError extends Error {
  public override readonly name = "RetriableError";
  public readonly status: number;
  public readonly retryAfterSeconds?: number;

  /** @throws {@link AuthoringError} `invalid-error-status`, `invalid-retry-after` */
  public constructor(message: string, options: RetriableErrorOptions = {}) {
    super(message, options);
    const { status = 503, retryAfterSeconds } = options;
    if (!isErrorStatus(status) || !isRetriedStatus(status)) {
      throw wrongStatus("RetriableError", status, "404, 408, 409, 429 or 500 to 599, which senders retry");
    }
    if (retryAfterSeconds !== undefined && !(Number.isSafeInteger(retryAfterSeconds) && retryAfterSeconds >= 0)) {
      throw new AuthoringError({
        code: "invalid-retry-after",
        at: {},
        message: `A RetriableError cannot ask to be retried after ${retryAfterSeconds} seconds.`,
        mend: "Give whole seconds from 0.",
      });
    }
    this.status = status;
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds;
    Object.defineProperty(this, RETRIABLE, { value: true });
  }

  /** Recognises the error across copies of this package. */
  public static is(error: unknown): error is RetriableError {
    return typeof error === "object" && error !== null && RETRIABLE in error;
  }
}

/** What {@link FinalError} takes beside its message. */
export interface FinalErrorOptions {
  /** What made it fail. */
  readonly cause?: unknown;
  /** A status that senders do not retry: 400–499 but 404, 408, 409, 429 (eventing.md §6.3). @default 422 */
  readonly status?: number;
}

/** Thrown by a handler: this event will never succeed, dead-letter it at once. */
export class FinalError extends Error {
  public override readonly name = "FinalError";
  public readonly status: number;

  /** @throws {@link AuthoringError} `invalid-error-status` */
  public constructor(message: string, options: FinalErrorOptions = {}) {
    super(message, options);
    const { status = 422 } = options;
    if (!isErrorStatus(status) || isRetriedStatus(status)) {
      throw wrongStatus("FinalError", status, "400 to 499 but 404, 408, 409 and 429, which senders retry");
    }
    this.status = status;
    Object.defineProperty(this, FINAL, { value: true });
  }

  /** Recognises the error across copies of this package. */
  public static is(error: unknown): error is FinalError {
    return typeof error === "object" && error !== null && FINAL in error;
  }
}

/** How a service answers when its handler throws. */
export interface ErrorAnswer {
  readonly status: number;
  /** The value of the `Retry-After` header, when there is one. */
  readonly retryAfter?: string;
}

/**
 * The answer to what a handler threw, the same in a real service and in a simulation: a {@link RetriableError} or
 * {@link FinalError} chose its status, an {@link EventError} is 400 (not retried), anything else 500 (retried).
 */
export function statusOf(error: unknown): ErrorAnswer {
  if (RetriableError.is(error)) {
    const { status, retryAfterSeconds } = error;
    return { status, ...(retryAfterSeconds === undefined ? {} : { retryAfter: String(retryAfterSeconds) }) };
  }
  if (FinalError.is(error)) return { status: error.status };
  if (EventError.is(error)) return { status: 400 };
  return { status: 500 };
}

function isErrorStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 400 && status <= 599;
}

function wrongStatus(name: string, status: number, allowed: string): AuthoringError {
  return new AuthoringError({
    code: "invalid-error-status",
    at: {},
    message: `A ${name} cannot carry status ${status}.`,
    mend: `Use ${allowed}.`,
    source: "knative/eventing.md §6.3",
  });
}
