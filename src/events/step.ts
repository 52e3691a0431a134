import type { AnyContract, DraftOf, EventOf } from "./contract.ts";
import { AuthoringError } from "../diagnostics/index.ts";
import { isContract } from "./define-event.ts";

export const STEP = Symbol.for("sluice.dev/Step");

/**
 * What a step takes and what it answers, declared once and used by the construct that deploys it, the service that
 * implements it and the test that fakes it. `Accepts` and `Replies` are unions of contracts; `never` is none.
 */
export interface Step<
  Name extends string = string,
  Accepts extends AnyContract = AnyContract,
  Replies extends AnyContract = AnyContract,
> {
  readonly [STEP]: true;
  /** The step's name, a DNS label such as `query-runner`. */
  readonly name: Name;
  readonly accepts: readonly Accepts[];
  /** The events it may reply with; empty for a step that always answers 2xx with an empty body. */
  readonly replies: readonly Replies[];
}

/** Any step. */
export type AnyStep = Step;

/** A reply that is none: the typed way to answer 2xx with an empty body from a step that may reply. */
export interface NoReply {
  readonly [NO_REPLY]: true;
}
export const NO_REPLY = Symbol.for("sluice.dev/NoReply");
/** Returned by a handler to say that this event has no reply. */
export const noReply: NoReply = Object.freeze({ [NO_REPLY]: true as const });

/** What a handler may know beside the event. Everything is injected by its host. */
export interface StepContext {
  /** Which attempt at this event this is, from 1, where the host knows it; a cluster never says. */
  readonly attempt?: number;
  /** Aborts when the caller leaves or the host shuts down. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch, by the host's clock. */
  now(): number;
}

/** What a handler returns: a draft of a declared reply or {@link noReply}; nothing for a step that replies nothing. */
// biome-ignore format: a table
export type HandlerResult<S extends AnyStep> =
  [S["replies"][number]] extends [never] ? void | NoReply : DraftOf<S["replies"][number]> | NoReply;

/** The code of a step: gets a union narrowed by `event.type`. Throw {@link FinalError} or {@link RetriableError} to choose the status. */
export type Handler<S extends AnyStep> = (
  event: EventOf<S["accepts"][number]>,
  context: StepContext,
) => HandlerResult<S> | Promise<HandlerResult<S>>;

/** What {@link defineStep} takes. */
export interface StepOptions<Accepts extends AnyContract, Replies extends AnyContract> {
  /** The contracts of the events this step takes; at least one. */
  readonly accepts: readonly Accepts[];
  /** The contracts of the events it may reply with. @default - none: it answers 2xx with an empty body */
  readonly replies?: readonly Replies[];
}

/**
 * Declares a step.
 *
 * @throws {@link AuthoringError} `invalid-step-name`, `step-accepts-nothing`, `not-a-contract`, `duplicate-contract`
 */
export function defineStep<const Name extends string, Accepts extends AnyContract, Replies extends AnyContract = never>(
  name: Name,
  options: StepOptions<Accepts, Replies>,
): Step<Name, Accepts, Replies> {
  checkStep(name, options.accepts, options.replies ?? []);
  return Object.freeze({
    [STEP]: true as const,
    name,
    accepts: Object.freeze([...options.accepts]),
    replies: Object.freeze([...(options.replies ?? [])]),
  });
}

/** Recognises a step made by any copy of this package. */
export function isStep(value: unknown): value is AnyStep {
  return typeof value === "object" && value !== null && STEP in value;
}

function checkStep(name: string, accepts: readonly AnyContract[], replies: readonly AnyContract[]): void {
  if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
    throw new AuthoringError({
      code: "invalid-step-name",
      at: {},
      message: `A step cannot be named "${name}".`,
      mend: "Use a DNS label: lower-case letters, digits and dashes, starting with a letter, at most 63 characters.",
    });
  }
  if (accepts.length === 0) {
    throw new AuthoringError({
      code: "step-accepts-nothing",
      at: {},
      message: `Step "${name}" accepts no event, so nothing could ever reach it.`,
      mend: "List at least one contract in `accepts`.",
    });
  }
  for (const [field, contracts] of [
    ["accepts", accepts],
    ["replies", replies],
  ] as const) {
    // The compiler refuses it, but apps run under tsx, unchecked: a contract deleted from its module arrives so.
    if (!contracts.every(isContract)) {
      throw new AuthoringError({
        code: "not-a-contract",
        at: {},
        message: `Step "${name}" lists something in \`${field}\` that is no contract.`,
        mend: "List what `defineEvent` or `pingEvent` returned, and check that its module exports it.",
      });
    }
    const types = contracts.map((contract) => contract.type);
    const twice = types.find((type, index) => types.indexOf(type) !== index);
    if (twice !== undefined) {
      throw new AuthoringError({
        code: "duplicate-contract",
        at: {},
        message: `Step "${name}" lists "${twice}" twice in \`${field}\`.`,
        mend: "Keep one contract for each type.",
      });
    }
  }
}
