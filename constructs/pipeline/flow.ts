import type { AnyContract, EventOf } from "../../src/events/index.ts";
import type { DataValue } from "../../src/routes/index.ts";
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

/** What a filter or a case of a switch asks of an event beside its contract. */
export type FlowCondition =
  | FlowFilter
  | {
      /** A CloudEvents SQL expression that is true, such as `region IN ('eu', 'uk') AND EXISTS airport`. */
      readonly cesql: string;
    }
  | {
      /**
       * Values of the JSON data by JSON Pointer (RFC 6901), exactly this or one of these:
       * `{ "/customer/tier": ["gold", "silver"] }`.
       */
      readonly data: Readonly<Record<string, DataValue | readonly DataValue[]>>;
    };

/** What a case of a switch may be told. */
export interface CaseOptions {
  /**
   * The name of the case, a DNS label: a part of the names of what it becomes.
   *
   * @default - made of the contract or the values that it asks for
   */
  readonly name?: string;
}

/** How an event is made of another one. */
export interface MapOptions {
  /**
   * A JSONata expression over the event (`type`, `source`, …, `data`), whose value is the new data:
   * `{ "order": data.id, "region": region }`. Its `time`, `subject` and extensions stay.
   */
  readonly jsonata: string;
  /**
   * The name in this Pipeline, a DNS label, also the end of the new event's `id`.
   *
   * @default - made of the contract and the step before: `map-to-order-viewed-v1-after-charge`
   */
  readonly name?: string;
}

/** What a filter may be told. */
export interface FilterOptions {
  /**
   * The name in this Pipeline, a DNS label, of what stands for it where nothing else can filter.
   *
   * @default - made of what it asks and the step before: `filter-region-eu-after-charge`
   */
  readonly name?: string;
}

/** What a switch may be told. */
export interface SwitchOptions {
  /**
   * The name in this Pipeline, a DNS label.
   *
   * @default - `switch`, and the step before it: `switch-after-charge`
   */
  readonly name?: string;
}

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
   * Gives every event to the first case that matches, and to `otherwise` when none does. Every case goes on by itself,
   * so the flow ends here:
   *
   *     order.switch((on) =>
   *       on
   *         .case(OrderRefused, (refused) => refused.to(apologise))
   *         .case({ region: "eu" }, (european) => european.to(shipFromEurope))
   *         .otherwise((order) => order.to(ship)),
   *     )
   *
   * @throws {@link AuthoringError} `switch-without-otherwise`, `invalid-step-name`, `flow-goes-on-twice`
   */
  switch<Result>(cases: (on: Cases<Carried>) => Result, options?: SwitchOptions): Switched<Result>;

  /**
   * Makes an event of another contract of each, by a JSONata expression, and goes on with those.
   *
   * @throws {@link AuthoringError} `invalid-mapping`, `invalid-step-name`, `flow-goes-on-twice`
   */
  map<To extends AnyContract>(to: To, options: MapOptions): Flow<To>;

  /**
   * Lets through the events of one of the carried contracts, or those that meet a condition: attributes that have these
   * values, a CESQL expression, values in the data.
   *
   * @throws {@link AuthoringError} `type-not-carried`, `invalid-filter`, `duplicate-filter`, `invalid-step-name`, `flow-goes-on-twice`
   */
  filter<const Only extends AnyContract | FlowCondition>(
    only: Only,
    options?: FilterOptions,
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

/** The cases of a {@link Flow.switch}. `Carried` is what the cases before leave. */
export interface Cases<in out Carried extends AnyContract> {
  /**
   * A way for the events of one of the contracts that are left, which no later case gets; or for those that meet a
   * condition, whose contracts stay.
   *
   * @throws {@link AuthoringError} `type-not-carried`, `invalid-filter`, `duplicate-case`, `invalid-step-name`, `flow-goes-on-twice`
   */
  case<const Only extends AnyContract | FlowCondition>(
    only: Only,
    flow: (events: Flow<Passing<Carried, Only>>) => FlowEnd,
    options?: CaseOptions,
  ): [Passing<Carried, Only>] extends [never]
    ? `this switch has ${Names<Carried["type"]>} left, and never what this case asks for`
    : Cases<Left<Carried, Only>>;

  /** The way for everything that no case took. @throws {@link AuthoringError} `flow-goes-on-twice` */
  otherwise(flow: (events: Flow<Carried>) => FlowEnd): Ended<"every case of a switch goes on by itself">;
}

/** What a switch makes of the flow: its end, or the sentence that says what it lacks. */
export type Switched<Result> = Result extends Recorded | string
  ? Result
  : Result extends Cases<infer Carried>
    ? `this switch has no 'otherwise' for ${Names<Carried["type"]>}`
    : "the function given to this switch does not return its cases";

/** What a case leaves to the next ones: a contract is taken whole, a condition takes some of its events. */
export type Left<Carried extends AnyContract, Only> = Only extends AnyContract
  ? Carried extends { readonly type: Only["type"] }
    ? never
    : Carried
  : Carried;

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
