import type { EventOf } from "../events/contract.ts";
import type { AnyStep, Handler, HandlerResult, StepContext } from "../events/step.ts";

export const SERVICE = Symbol.for("sluice.dev/Service");

/** A step and the code that does it. Importing one never listens: `serve` or `sluice-serve` does. */
export interface Service<S extends AnyStep = AnyStep> {
  readonly [SERVICE]: true;
  readonly step: S;
  /** The handler as given. A method, so that every service is also a `Service<AnyStep>`. */
  handler(event: EventOf<S["accepts"][number]>, context: StepContext): HandlerResult<S> | Promise<HandlerResult<S>>;
}

/**
 * Joins a step's contract and its code: `export default service(QueryRunner, async (event) => QueryCompleted.create({ … }))`.
 * The event is a union narrowed by `event.type`, its data validated; what is returned must be a declared reply.
 */
export function service<S extends AnyStep>(step: S, handler: Handler<S>): Service<S> {
  return Object.freeze({ [SERVICE]: true as const, step, handler });
}

/** Recognises a service made by any copy of this package. */
export function isService(value: unknown): value is Service {
  return typeof value === "object" && value !== null && SERVICE in value;
}
