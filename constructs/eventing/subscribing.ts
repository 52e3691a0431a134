import { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { AnyContract, Step } from "../../src/events/index.ts";
import type { IfAccepted } from "../core/accepting.ts";
import type { Addressable } from "../core/addressable.ts";
import { addInfo, captureOrigin } from "../core/construct-info.ts";
import { dnsForm } from "../core/names.ts";
import type { BrokerBase } from "./broker.ts";
import type { DeliveryProps } from "./delivery.ts";
import type { AttributeValues, EventFilter } from "./event-filter.ts";
import { Trigger, type TriggerProps } from "./trigger.ts";

/** A filter in place of contracts: attribute values, or the dialects of `filters`. */
export type BrokerFilter =
  | { readonly attributes: AttributeValues; readonly filters?: undefined }
  | { readonly filters: readonly EventFilter[]; readonly attributes?: undefined };

/** What {@link Subscribing.to} may be told beside the subscriber. */
export interface SubscribingOptions extends Pick<TriggerProps, "delivery" | "discards" | "metadata"> {
  /**
   * How events are delivered.
   *
   * @default - the Broker's delivery
   */
  readonly delivery?: DeliveryProps;
  /**
   * The construct id of the Trigger, and the last part of its name.
   *
   * @default - the subscriber's name and what it filters on: `chart-creator-on-dev-reports-query-completed-v1`
   */
  readonly name?: string;
}

/** A Trigger on its way: what it lets through is known, who takes it comes with {@link Subscribing.to}. */
export class Subscribing<Types extends string = string> {
  private readonly broker: BrokerBase;
  private readonly contracts: readonly AnyContract[];
  private readonly filter: Pick<TriggerProps, "filter" | "filters">;

  private constructor(
    broker: BrokerBase,
    contracts: readonly AnyContract[],
    filter: Pick<TriggerProps, "filter" | "filters">,
  ) {
    this.broker = broker;
    this.contracts = contracts;
    this.filter = filter;
  }

  /** Events of one of these contracts. */
  public static onContracts<C extends AnyContract>(
    broker: BrokerBase,
    contracts: readonly C[],
  ): Subscribing<C["type"]> {
    const types = [...new Set(contracts.map((contract) => contract.type))];
    const [type] = types;
    if (type === undefined) {
      throw new AuthoringError({
        code: "empty-filter",
        at: { construct: broker.node.path },
        message: "`on([])` names no contract, and a Trigger without a filter takes every event.",
        mend: "Name at least one contract, or write `on({ attributes: {} })` to take every event.",
      });
    }
    const filter =
      types.length === 1
        ? { filter: { type } }
        : { filters: [{ any: types.map((one) => ({ exact: { type: one } })) }] };
    return new Subscribing(broker, contracts, filter);
  }

  /** Events that pass a filter, whatever their contracts. */
  public static onFilter(broker: BrokerBase, { attributes, filters }: BrokerFilter): Subscribing {
    return new Subscribing(broker, [], filters === undefined ? { filter: attributes } : { filters });
  }

  /**
   * Narrows what is let through: only events whose `attribute` equals `value`.
   *
   * @throws {@link AuthoringError} `duplicate-filter` if `attribute` already has another value
   */
  public where(attribute: string, value: string): Subscribing<Types> {
    const { filter, filters } = this.filter;
    const before = filter?.[attribute];
    if (before !== undefined && before !== value) {
      throw new AuthoringError({
        code: "duplicate-filter",
        at: { construct: this.broker.node.path },
        field: `spec.filter.attributes[${attribute}]`,
        message: `This Trigger already asks for ${attribute} "${before}", so "${value}" could never arrive too.`,
        mend: `Ask for one value, or make two Triggers.`,
      });
    }
    const narrowed =
      filters === undefined
        ? { filter: { ...filter, [attribute]: value } }
        : { filters: [...filters, { exact: { [attribute]: value } }] };
    return new Subscribing(this.broker, this.contracts, narrowed);
  }

  /**
   * Makes the Trigger. What the subscriber replies comes back to the Broker. The contracts on both sides are made known
   * on the Broker.
   *
   * @throws {@link AuthoringError} `duplicate-trigger`, and what {@link Trigger} throws
   */
  public to<S extends Addressable>(
    this: IfAccepted<Types, S, Subscribing<Types>, "Trigger">,
    subscriber: S,
    options?: SubscribingOptions,
  ): Trigger;
  public to(subscriber: Addressable, options: SubscribingOptions = {}): Trigger {
    // oxlint-disable-next-line typescript/unbound-method -- named as a frame of the stack, not called
    const origin = captureOrigin(this.to);
    const { name, ...rest } = options;
    const id = name ?? this.defaultId(subscriber);
    if (this.broker.node.tryFindChild(id) !== undefined) throw duplicateTrigger(this.broker, id);
    const trigger = new Trigger(this.broker, id, { broker: this.broker, ...this.filter, subscriber, ...rest });
    addInfo(trigger, { origin });
    for (const contract of [...this.contracts, ...(stepOf(subscriber)?.replies ?? [])]) this.broker.declare(contract);
    return trigger;
  }

  private defaultId(subscriber: Addressable): string {
    const { filter, filters } = this.filter;
    const parts = filters === undefined ? Object.entries(filter ?? {}) : Object.entries(filters.map(textOf));
    const what = parts.map(([key, value]) => (key === "type" || /^\d+$/.test(key) ? value : `${key}-${value}`));
    return `${nameOf(subscriber)}-on-${dnsForm(what.join("-")) || "all"}`;
  }
}

/** The texts a filter compares with, for a name that people recognise. */
function textOf(filter: EventFilter): string {
  const texts: string[] = [];
  JSON.stringify(filter, (_key, value: unknown) => {
    if (typeof value === "string") texts.push(value);
    return value;
  });
  return texts.join("-");
}

function stepOf(subscriber: Addressable): Step | undefined {
  return "step" in subscriber ? (subscriber as { readonly step?: Step }).step : undefined;
}

function nameOf(subscriber: Addressable): string {
  const id = Construct.isConstruct(subscriber) ? subscriber.node.id : undefined;
  const { ref, uri } = subscriber.destination;
  return dnsForm(stepOf(subscriber)?.name ?? subscriber.external?.name ?? id ?? ref?.name ?? uri ?? "subscriber");
}

function duplicateTrigger(broker: BrokerBase, id: string): AuthoringError {
  return new AuthoringError({
    code: "duplicate-trigger",
    at: { construct: broker.node.path },
    message: `This Broker already has a Trigger "${id}".`,
    mend: "If both are meant, name one of them: `.to(subscriber, { name: … })`.",
  });
}
