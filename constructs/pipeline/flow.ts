import type { AnyContract, EventOf } from "../../src/events/index.ts";
import type { Names, Refusal, Unaccepted } from "../core/accepting.ts";
import type { Addressable, Subscriber } from "../core/addressable.ts";
import type { DeliveryProps } from "../eventing/delivery.ts";

/** What a step or a publication of a flow may be told beside its destination. */
export interface LegOptions {
  /**
   * How events are delivered here. Fields that are not given are the Pipeline's.
   *
   * @default - the Pipeline's delivery
   */
  readonly delivery?: DeliveryProps;
  /**
   * The name in this Pipeline, a DNS label: the construct id and the last part of the object's name. Needed where one
   * step stands at two places.
   *
   * @default - the step's name; for `publish` the destination's
   */
  readonly name?: string;
}

/** What events must have to pass a {@link Flow.filter}: attribute values by lower-case name; `type` narrows the flow. */
export type FlowFilter = Readonly<Record<string, string>>;

/**
 * Events on their way through a Pipeline. `Carried` is the union of their contracts; every verb says what is carried
 * after it. A flow goes on once: to send the same events to several steps, use {@link Flow.fanOut}.
 */
export interface Flow<in out Carried extends AnyContract> extends Recorded {
  /**
   * Delivers the events to a step, and goes on with its replies. The step must accept everything that is carried:
   * otherwise the result is a sentence that says why not, and no flow.
   *
   * @throws {@link AuthoringError} `step-does-not-accept`, `not-a-step`, `invalid-step-name`, `flow-goes-on-twice`
   */
  to<Name extends string, Accepts extends AnyContract, Replies extends AnyContract>(
    subscriber: Subscriber<Name, Accepts, Replies>,
    options?: LegOptions,
  ): [Unaccepted<Carried, Accepts>] extends [never] ? AfterStep<Name, Replies> : Refusal<Carried, Name, Accepts>;

  /**
   * Gives every event to every branch. Nothing joins the branches again, so the flow ends here.
   *
   * @throws {@link AuthoringError} `fan-out-of-nothing`, `flow-goes-on-twice`
   */
  fanOut(
    ...branches: readonly ((events: Flow<Carried>) => FlowEnd)[]
  ): Ended<"every branch of a fanOut goes on by itself">;

  /**
   * Lets through the events of one of the carried contracts, or those whose attributes have these values.
   *
   * @throws {@link AuthoringError} `type-not-carried`, `invalid-filter`, `duplicate-filter`, `flow-goes-on-twice`
   */
  filter<const Only extends AnyContract | FlowFilter>(
    only: Only,
  ): [Passing<Carried, Only>] extends [never]
    ? `this flow carries ${Names<Carried["type"]>}, and never what this filter asks for`
    : Flow<Passing<Carried, Only>>;

  /**
   * Hands the events to another Broker, Channel, sink or Pipeline. The flow ends here.
   *
   * @throws {@link AuthoringError} `publish-to-step`, `invalid-step-name`, `flow-goes-on-twice`
   */
  publish(destination: Addressable, options?: LegOptions): Ended<"what is published leaves this flow">;

  /** Says that nobody needs these events. The flow ends here. @throws {@link AuthoringError} `flow-goes-on-twice` */
  discard(): Ended<"what is discarded goes nowhere">;
}

/**
 * What a flow may end in. The second member is never made: with it, the compiler prints a {@link Refusal} that stands
 * where a flow should end in full, instead of as `string`.
 */
export type FlowEnd = Recorded | typeof RECORDED;

/** A flow that ended, and why nothing can follow. */
export interface Ended<Why extends string = string> extends Recorded {
  /** Only for the compiler's message; never present at run time. */
  readonly "~because"?: Why;
}

/** The mark of what the verbs of a flow return. */
export interface Recorded {
  readonly [RECORDED]: true;
}
export const RECORDED: unique symbol = Symbol.for("sluice.dev/Flow");

/** What a step's replies make of the flow. */
export type AfterStep<Name extends string, Replies extends AnyContract> = [Replies] extends [never]
  ? Ended<`step '${Name}' replies nothing, so nothing can follow it`>
  : Flow<Replies>;

/** The carried contracts that a filter lets through. */
export type Passing<Carried extends AnyContract, Only> = Only extends { readonly type: infer Type extends string }
  ? Carried extends { readonly type: infer Own extends string }
    ? Own extends Type
      ? Carried
      : Type extends Own
        ? Carried
        : never
    : never
  : Carried;

/** The typed events that a flow carries, narrowed by `event.type`. */
export type EventsOf<F> = F extends Flow<infer Carried> ? EventOf<Carried> : never;
