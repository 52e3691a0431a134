import type { ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { AnyContract } from "../../src/events/index.ts";
import { DISCARDS, EXTERNAL } from "../../src/manifests/annotations.ts";
import type { Addressable } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { destinationFrom, externalAnnotation } from "../core/destination.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { withAnnotations } from "../core/metadata.ts";
import { LABELLED_NAME } from "../core/names.ts";
import { TriggerObject } from "../generated/index.ts";
import { type DeliveryProps, deliverySpec } from "./delivery.ts";
import { type AttributeValues, checkAttributes, checkFilters, type EventFilter } from "./event-filter.ts";

/** What a Trigger needs of a Broker: its name, and the namespace in which Triggers on it must live. */
export interface TriggerableBroker extends Addressable {
  /** Its name in its namespace. */
  readonly name: string;
  /** Undefined: that of the chart. */
  readonly namespace: string | undefined;
}

/** Properties for {@link Trigger}. */
export interface TriggerProps {
  /** The Broker whose events it takes. A Trigger lives in its Broker's namespace. */
  readonly broker: TriggerableBroker;
  /**
   * Lets through the events whose attributes equal these values; an empty value means any value that is not empty.
   * Rendered as `spec.filter.attributes`.
   *
   * @default - every event, unless `filters` says otherwise
   */
  readonly filter?: AttributeValues;
  /**
   * Lets through the events that pass every one of these filters. Rendered as `spec.filters`, which makes Knative
   * ignore `filter`; give one of the two.
   *
   * @default - every event, unless `filter` says otherwise
   */
  readonly filters?: readonly EventFilter[];
  /** Who gets the events. An event in its answer goes back to the Broker. */
  readonly subscriber: Addressable;
  /**
   * How events are delivered.
   *
   * @default - the Broker's delivery
   */
  readonly delivery?: DeliveryProps;
  /**
   * Replies that nobody needs to take, on purpose: contracts, or event types.
   *
   * @default - none: a reply that nobody takes is a finding
   */
  readonly discards?: readonly (AnyContract | string)[];
  /**
   * Name, namespace, labels and annotations.
   *
   * @default - a name made of the construct's path, the Broker's namespace
   */
  readonly metadata?: ApiObjectMetadata;
}

/** Takes the events of a Broker that its filter lets through to one subscriber (eventing.md §4.2). */
export class Trigger extends Construct {
  /** The object itself, for patches: `trigger.object.addJsonPatch(…)`. */
  public readonly object: TriggerObject;

  /** @throws {@link AuthoringError} `invalid-name`, `invalid-filter`, `trigger-elsewhere`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: TriggerProps) {
    super(scope, id);
    adopt(this, new.target);
    const { broker, filter, filters, subscriber, delivery, discards } = props;
    const path = this.node.path;
    checkBothFilters(props, path);
    checkAttributes(filter ?? {}, "spec.filter.attributes", path, { emptyValues: "allowed" });
    checkFilters(filters ?? [], "spec.filters", path);
    const beside = metadataBeside(broker, props.metadata, path);
    const namespace = namespaceIn(scope, beside);
    const rendered = deliverySpec(namespace, delivery, path);
    const object = new TriggerObject(this, MAIN, {
      metadata: withAnnotations(beside, {
        [DISCARDS]: discards?.map((one) => (typeof one === "string" ? one : one.type)).join(","),
        [EXTERNAL]: externalAnnotation([broker, subscriber, delivery?.deadLetterSink]),
      }),
      spec: {
        broker: broker.name,
        ...(filter === undefined ? {} : { filter: { attributes: { ...filter } } }),
        ...(filters === undefined ? {} : { filters }),
        subscriber: destinationFrom(namespace, subscriber),
        ...(rendered === undefined ? {} : { delivery: rendered }),
      },
    });
    this.object = named(object, LABELLED_NAME);
  }
}

/** Knative would ignore `filter` without a word (eventing.md §4.2). */
function checkBothFilters({ filter, filters }: TriggerProps, construct: string): void {
  if (filter === undefined || filters === undefined || filters.length === 0) return;
  throw new AuthoringError({
    code: "invalid-filter",
    at: { construct },
    field: "spec.filter",
    message: "This Trigger has both `filter` and `filters`, and Knative would ignore `filter`.",
    mend: `Add \`{ exact: ${JSON.stringify(filter)} }\` to \`filters\` instead.`,
    source: "knative/eventing.md §4.2",
  });
}

/** A Trigger names its Broker without a namespace, so it lives where the Broker lives (eventing.md §4.2). */
function metadataBeside(
  broker: TriggerableBroker,
  metadata: ApiObjectMetadata | undefined,
  construct: string,
): ApiObjectMetadata | undefined {
  if (broker.namespace === undefined || metadata?.namespace === broker.namespace) return metadata;
  if (metadata?.namespace === undefined) return { ...metadata, namespace: broker.namespace };
  throw new AuthoringError({
    code: "trigger-elsewhere",
    at: { construct },
    field: "metadata.namespace",
    message: `This Trigger is in the namespace "${metadata.namespace}", and its Broker "${broker.name}" in "${broker.namespace}".`,
    mend: "Leave out the Trigger's namespace: it must be the Broker's.",
    source: "knative/eventing.md §4.2",
  });
}
