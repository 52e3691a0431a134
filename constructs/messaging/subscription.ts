import type { ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { AnyContract } from "../../src/events/index.ts";
import { DISCARDS, EXTERNAL } from "../../src/manifests/annotations.ts";
import type { Addressable, ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { stepOf } from "../core/called.ts";
import { destinationFrom, externalAnnotation } from "../core/destination.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { withAnnotations } from "../core/metadata.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { declareOn } from "../eventing/declare.ts";
import { type DeliveryProps, deliverySpec } from "../eventing/delivery.ts";
import { SubscriptionObject } from "../generated/index.ts";

/** What a Subscription needs of a channel: its reference. */
export interface SubscribableChannel extends Addressable {
  /** Its kind and name; Subscriptions on it live in its namespace, undefined: that of the chart. */
  readonly ref: ObjectReference;
}

/** Properties for {@link Subscription}. */
export interface SubscriptionProps {
  /** The channel whose events it takes, all of them. It can never change. A Subscription lives in its channel's namespace. */
  readonly channel: SubscribableChannel;
  /** Who gets the events. */
  readonly subscriber: Addressable;
  /**
   * Where an event in the subscriber's answer goes: another channel, a Broker, a service. An answer that is no event is
   * dropped as success (eventing.md §6.2).
   *
   * @default - replies are dropped
   */
  readonly reply?: Addressable;
  /**
   * How events are delivered. Any delivery here replaces the channel's, of which only the dead-letter sink stays in
   * force (eventing.md §5.5).
   *
   * @default - the channel's delivery
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
   * @default - a name made of the construct's path, the channel's namespace
   */
  readonly metadata?: ApiObjectMetadata;
}

/** Takes every event of a channel to one subscriber, and its replies on (eventing.md §4.5). */
export class Subscription extends Construct {
  /** The object itself, for patches: `subscription.object.addJsonPatch(…)`. */
  public readonly object: SubscriptionObject;

  /** @throws {@link AuthoringError} `invalid-name`, `subscription-elsewhere`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: SubscriptionProps) {
    super(scope, id);
    adopt(this, new.target);
    const { channel, subscriber, reply, delivery, discards } = props;
    const beside = metadataBeside(channel, props.metadata, this.node.path);
    const namespace = namespaceIn(scope, beside);
    const rendered = deliverySpec(namespace, delivery, this.node.path);
    const { apiVersion, kind, name } = channel.ref;
    const object = new SubscriptionObject(this, MAIN, {
      metadata: withAnnotations(beside, {
        [DISCARDS]: discards?.map((one) => (typeof one === "string" ? one : one.type)).join(","),
        [EXTERNAL]: externalAnnotation([channel, subscriber, reply, delivery?.deadLetterSink]),
      }),
      spec: {
        channel: { apiVersion, kind, name },
        subscriber: destinationFrom(namespace, subscriber),
        ...(reply === undefined ? {} : { reply: destinationFrom(namespace, reply) }),
        ...(rendered === undefined ? {} : { delivery: rendered }),
      },
    });
    this.object = named(object, OBJECT_NAME);
    declareOn(reply, stepOf(subscriber)?.replies ?? []);
  }
}

/** A Subscription names its channel without a namespace, so it lives where the channel lives (eventing.md §4.5). */
function metadataBeside(
  { ref }: SubscribableChannel,
  metadata: ApiObjectMetadata | undefined,
  construct: string,
): ApiObjectMetadata | undefined {
  if (ref.namespace === undefined || metadata?.namespace === ref.namespace) return metadata;
  if (metadata?.namespace === undefined) return { ...metadata, namespace: ref.namespace };
  throw new AuthoringError({
    code: "subscription-elsewhere",
    at: { construct },
    field: "metadata.namespace",
    message: `This Subscription is in the namespace "${metadata.namespace}", and its ${ref.kind} "${ref.name}" in "${ref.namespace}".`,
    mend: "Leave out the Subscription's namespace: it must be the channel's.",
    source: "knative/eventing.md §4.5",
  });
}
