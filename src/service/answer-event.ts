import type { AnyContract } from "../events/contract.ts";
import type { EventDraft, WireEvent } from "../events/event.ts";
import { EventError } from "../events/event-error.ts";
import { FinalError, RetriableError, statusOf } from "../events/handler-errors.ts";
import { fromDraft, type Stamp, toTypedEvent } from "../events/http/index.ts";
import { NO_REPLY, type StepContext } from "../events/step.ts";
import type { Service } from "./service.ts";

/** What a service needs from the world around it. */
export interface ServiceHost {
  /** Milliseconds since the epoch. */
  now(): number;
  /** A fresh event id. */
  id(): string;
  /** The `source` of replies whose contract and draft name none. A URI reference. */
  readonly source: string;
}

/** The answer to one event, before it is written as HTTP. */
export interface EventAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The reply. */
  readonly event?: WireEvent;
  /** The text of a refusal. */
  readonly body?: string;
  readonly account: Account;
}

/** What happened to one event, without its data. */
export interface Account {
  /** One sentence. */
  readonly message: string;
  readonly severity: "INFO" | "WARNING" | "ERROR";
  readonly event?: { readonly id: string; readonly type: string; readonly source: string };
  /** The type of the reply, when there is one. */
  readonly reply?: string;
  /** What was thrown, for the log's stack. */
  readonly error?: unknown;
}

/** Longest text of an error body: a dead letter keeps 768 bytes of it (eventing.md §6.5). */
const ERROR_CHARACTERS = 500;

/**
 * Hands one event to its step, in a real service and in a simulation alike. Never throws or rejects, and answers at once
 * when the handler does:
 * - 200 and the reply, or 202 with an empty body;
 * - 400 for data its contract refuses, 422 for a type the step does not accept: never retried;
 * - what the handler threw, by {@link statusOf}; 500 for a return value that is no declared reply.
 */
export function answerEvent(
  service: Service,
  wire: WireEvent,
  context: StepContext,
  host: ServiceHost,
): EventAnswer | Promise<EventAnswer> {
  const received = toTypedEvent(wire);
  const event = { id: received.id, type: received.type, source: received.source };
  const contract = service.step.accepts.find((one) => one.type === received.type);
  if (contract === undefined) return wrongType(service, event);
  try {
    const returned: unknown = service.handler(contract.parse(received), context);
    if (!isThenable(returned)) return reply(service, returned, event, host);
    return Promise.resolve(returned).then(
      (value) => safeReply(service, value, event, host),
      (error: unknown) => failure(service, error, event),
    );
  } catch (error) {
    return failure(service, error, event);
  }
}

function safeReply(
  service: Service,
  value: unknown,
  event: NonNullable<Account["event"]>,
  host: ServiceHost,
): EventAnswer {
  try {
    return reply(service, value, event, host);
  } catch (error) {
    return failure(service, error, event);
  }
}

function reply(
  service: Service,
  returned: unknown,
  event: NonNullable<Account["event"]>,
  host: ServiceHost,
): EventAnswer {
  const { step } = service;
  if (isNoReply(returned) || (returned === undefined && step.replies.length === 0)) {
    return {
      status: 202,
      headers: [["Content-Length", "0"]],
      account: { severity: "INFO", message: "Handled, no reply.", event },
    };
  }
  const contract = isDraft(returned) ? step.replies.find((one) => one.type === returned.type) : undefined;
  if (contract === undefined || !isDraft(returned)) return badReturn(service, returned, event);
  const stamp = { id: host.id(), time: new Date(host.now()).toISOString(), source: host.source };
  const sent = stamped(contract, returned, stamp);
  if (typeof sent === "string") return badReply(service, sent, event);
  return {
    status: 200,
    headers: [],
    event: sent,
    account: { severity: "INFO", message: "Handled, replied.", event, reply: returned.type },
  };
}

/**
 * The reply as it goes out, or what is wrong with it. Its data is checked once, here where it is sent; what goes out is
 * the data as given, for the receiver's schema to read.
 */
function stamped(contract: AnyContract, draft: EventDraft, stamp: Stamp): WireEvent | string {
  try {
    contract.parse({ specversion: "1.0", ...draft, id: stamp.id, source: draft.source ?? stamp.source });
    return fromDraft(draft, stamp);
  } catch (error) {
    if (EventError.is(error)) return error.message;
    throw error;
  }
}

function wrongType({ step }: Service, event: NonNullable<Account["event"]>): EventAnswer {
  const accepted = step.accepts.map((contract) => contract.type).join(", ");
  const text = `Step "${step.name}" does not accept "${event.type}", only ${accepted}.`;
  return refusal(422, text, {
    severity: "WARNING",
    message: `${text} Filter the Trigger by type, or add the contract to the step's \`accepts\`.`,
    event,
  });
}

function badReturn({ step }: Service, returned: unknown, event: NonNullable<Account["event"]>): EventAnswer {
  const declared = step.replies.map((contract) => `"${contract.type}"`).join(", ");
  const what = describe(returned);
  const mend =
    step.replies.length === 0
      ? "It declares no replies: return nothing, or declare the contract in the step's `replies`."
      : `Return a draft made by the contract of ${declared}, or \`noReply\`.`;
  const text = `The handler of step "${step.name}" returned ${what}, which is no declared reply.`;
  return refusal(500, text, { severity: "ERROR", message: `${text} ${mend}`, event });
}

function badReply({ step }: Service, fault: string, event: NonNullable<Account["event"]>): EventAnswer {
  const text = `The reply of step "${step.name}" is not what its contract says. ${fault}`;
  return refusal(500, text, {
    severity: "ERROR",
    message: `${text} Mend the handler, or the contract's schema.`,
    event,
  });
}

function failure({ step }: Service, error: unknown, event: NonNullable<Account["event"]>): EventAnswer {
  const { status, retryAfter } = statusOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const chosen = RetriableError.is(error) || FinalError.is(error) || EventError.is(error);
  const text = chosen ? message : `The handler of step "${step.name}" failed: ${message}`;
  const failed = refusal(status, text, {
    severity: status < 500 ? "WARNING" : "ERROR",
    message: text,
    event,
    ...(chosen ? {} : { error }),
  });
  return retryAfter === undefined ? failed : { ...failed, headers: [...failed.headers, ["Retry-After", retryAfter]] };
}

/** An answer that takes no event on, with its reason as text. */
export function refusal(status: number, text: string, account: Account): EventAnswer {
  const body = text.length > ERROR_CHARACTERS ? `${text.slice(0, ERROR_CHARACTERS)}…` : text;
  return { status, headers: [["Content-Type", "text/plain; charset=utf-8"]], body, account };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function isNoReply(value: unknown): boolean {
  return typeof value === "object" && value !== null && NO_REPLY in value;
}

function isDraft(value: unknown): value is EventDraft {
  if (typeof value !== "object" || value === null) return false;
  return "type" in value && typeof value.type === "string" && "data" in value && "extensions" in value;
}

/** What a handler returned, told without its content. */
function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (isDraft(value)) return `an event of type "${value.type}"`;
  if (typeof value === "string") return `a text of ${value.length} characters`;
  if (typeof value !== "object") return `a ${typeof value}`;
  if (Array.isArray(value)) return "a list";
  return `an object with the fields ${Object.keys(value).slice(0, 5).join(", ") || "(none)"}`;
}
