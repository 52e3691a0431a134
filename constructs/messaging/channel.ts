import type { ApiObjectMetadata } from "cdk8s";
import type { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import { ACCEPTS, contractName, EXTERNAL, type ExternalDeclaration } from "../../src/manifests/annotations.ts";
import type { ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { externalAnnotation } from "../core/destination.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { contractNames, withAnnotations } from "../core/metadata.ts";
import { CHANNEL_NAME, checkName } from "../core/names.ts";
import { type DeliveryProps, deliverySpec } from "../eventing/delivery.ts";
import { ChannelObject } from "../generated/index.ts";
import { ChannelBase } from "./channel-base.ts";
import { type ChannelKind, channelTemplateSpec } from "./channel-template.ts";

/** What every channel of ours may be told. */
export interface CarryingProps<Carried extends AnyContract = AnyContract> {
  /**
   * The contracts of the events that are put into it. Each is made known by an EventType.
   *
   * @default - unknown: any step can subscribe
   */
  readonly carries?: Carried | readonly Carried[];
  /**
   * How events reach the subscribers whose Subscriptions have no delivery of their own.
   *
   * @default - one attempt, no dead-letter sink
   */
  readonly delivery?: DeliveryProps;
  /**
   * Name, namespace, labels and annotations.
   *
   * @default - a name made of the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/** Properties for {@link Channel}. Nothing of it can be changed once it is applied, its delivery included (eventing.md §4.3). */
export interface ChannelProps<Carried extends AnyContract = AnyContract> extends CarryingProps<Carried> {
  /**
   * The kind of channel behind it.
   *
   * @default - the cluster's default, as shipped an InMemoryChannel
   */
  readonly channelTemplate?: ChannelKind;
}

/** Hands every event to each of its subscribers; what is behind it is a channel of the kind it names (eventing.md §4.3). */
export class Channel<Carried extends AnyContract = AnyContract> extends ChannelBase<Carried> {
  /** The object itself, for patches: `channel.object.addJsonPatch(…)`. */
  public readonly object: ChannelObject;
  public readonly carries: readonly Carried[] | undefined;
  public readonly external = undefined;

  /** @throws {@link AuthoringError} `invalid-name`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: ChannelProps<Carried> = {}) {
    super(scope, id);
    adopt(this, new.target);
    const { channelTemplate, metadata } = props;
    const namespace = namespaceIn(scope, metadata);
    const template = channelTemplateSpec(namespace, channelTemplate, this.node.path);
    this.carries = carried(props);
    const object = new ChannelObject(this, MAIN, {
      metadata: carryingMetadata(props),
      spec: {
        ...(template === undefined ? {} : { channelTemplate: template }),
        ...carryingSpec(props, namespace, this.node.path),
      },
    });
    this.object = named(object, CHANNEL_NAME);
    for (const contract of this.emits) this.declare(contract);
  }

  public override get ref(): ObjectReference {
    const { name, metadata } = this.object;
    return {
      ...ChannelObject.GVK,
      name,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    };
  }

  /**
   * A channel that exists already. It is not made; Subscriptions on it are.
   *
   * @param name - its name in the cluster
   * @throws {@link AuthoringError} `invalid-name`
   */
  public static fromName<Carried extends AnyContract = AnyContract>(
    scope: Construct,
    id: string,
    name: string,
    options: ChannelFromNameOptions<Carried> = {},
  ): ChannelBase<Carried> {
    return new ExistingChannel(scope, id, name, options);
  }
}

/** What is known of a channel that exists already. */
export interface ChannelFromNameOptions<Carried extends AnyContract = AnyContract>
  extends Pick<CarryingProps<Carried>, "carries"> {
  /** @default "messaging.knative.dev/v1" */
  readonly apiVersion?: string;
  /** The kind, such as `KafkaChannel`. @default "Channel" */
  readonly kind?: string;
  /** @default - the chart's namespace */
  readonly namespace?: string;
}

class ExistingChannel<Carried extends AnyContract> extends ChannelBase<Carried> {
  public readonly ref: ObjectReference;
  public readonly carries: readonly Carried[] | undefined;
  public readonly external: ExternalDeclaration;

  public constructor(scope: Construct, id: string, name: string, options: ChannelFromNameOptions<Carried>) {
    super(scope, id);
    adopt(this, new.target);
    const { apiVersion = ChannelObject.GVK.apiVersion, kind = ChannelObject.GVK.kind } = options;
    checkName(kind, name, CHANNEL_NAME, this.node.path);
    const namespace = options.namespace ?? namespaceIn(scope, undefined);
    this.ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
    this.carries = carried(options);
    this.external = {
      ref: this.ref,
      name,
      ...(this.carries === undefined ? {} : { accepts: this.carries.map((contract) => contractName(contract)) }),
    };
    for (const contract of this.emits) this.declare(contract);
  }
}

/** The contracts as a list. */
export function carried<Carried extends AnyContract>({
  carries,
}: Pick<CarryingProps<Carried>, "carries">): readonly Carried[] | undefined {
  if (carries === undefined) return undefined;
  return isList(carries) ? [...carries] : [carries];
}

/** The metadata of a channel of ours: its contracts, and a dead-letter sink that lives elsewhere. */
export function carryingMetadata(props: CarryingProps): ApiObjectMetadata {
  return withAnnotations(props.metadata, {
    [ACCEPTS]: contractNames(carried(props)),
    [EXTERNAL]: externalAnnotation([props.delivery?.deadLetterSink]),
  });
}

/** The part of a channel's spec that all kinds have. */
export function carryingSpec({ delivery }: CarryingProps, namespace: string | undefined, construct: string) {
  const rendered = deliverySpec(namespace, delivery, construct);
  return rendered === undefined ? {} : { delivery: rendered };
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
