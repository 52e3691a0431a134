import type { Duration } from "cdk8s";
import type { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import type { ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { goDuration } from "../core/duration.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { CHANNEL_NAME } from "../core/names.ts";
import { type JetStreamConfig, type JetStreamConsumerConfig, NatsJetStreamChannelObject } from "../generated/index.ts";
import { ChannelBase } from "./channel-base.ts";
import { carried, carryingMetadata, type CarryingProps, carryingSpec } from "./channel.ts";

/** The stream behind a {@link NatsJetStreamChannel} (sources.md §3.1). The words are NATS' own; no cluster checks them. */
export interface JetStreamProps {
  /** The stream's name. @default - one made of namespace and channel */
  readonly name?: string;
  /** When an event is dropped: at the limits, when every consumer has it, or when one has. @default - NATS' own, Limits */
  readonly retention?: NonNullable<JetStreamConfig["retention"]>;
  /** Where it is kept. @default - NATS' own, File */
  readonly storage?: NonNullable<JetStreamConfig["storage"]>;
  /** On how many servers. @default - NATS' own, 1 */
  readonly replicas?: number;
  /** How long an event is kept at most, to the millisecond. @default - no limit */
  readonly maxAge?: Duration;
  /** How many events are kept at most. @default - no limit */
  readonly maxMsgs?: number;
  /** How many bytes are kept at most. @default - no limit */
  readonly maxBytes?: number;
  /** How large one event may be, in bytes. @default - no limit */
  readonly maxMsgSize?: number;
  /** Which event gives way at a limit: the oldest, or the new one, which is refused. @default - NATS' own, Old */
  readonly discard?: NonNullable<JetStreamConfig["discard"]>;
  /** How long NATS remembers ids, to drop what is sent twice; to the millisecond. @default - NATS' own */
  readonly duplicateWindow?: Duration;
}

/** How each Subscription of a {@link NatsJetStreamChannel} reads the stream (sources.md §3.1). */
export interface JetStreamConsumerProps {
  /** Where a new subscriber starts. @default - NATS' own, All */
  readonly deliverPolicy?: NonNullable<JetStreamConsumerConfig["deliverPolicy"]>;
  /** How long NATS waits for a subscriber before it sends an event again, to the millisecond. @default - NATS' own */
  readonly ackWait?: Duration;
  /** How often NATS sends an event at most. @default - no limit */
  readonly maxDeliver?: number;
  /** How many events may be on their way at a time. @default - NATS' own */
  readonly maxAckPending?: number;
  /** Whether NATS sends (`Push`) or is asked (`Pull`). @default - the channel's own */
  readonly consumerType?: NonNullable<JetStreamConsumerConfig["consumerType"]>;
  /** How many events one question asks for, at least one; for `Pull`. @default - the channel's own */
  readonly fetchBatchSize?: number;
  /** How long a question waits for that many, to the millisecond; for `Pull`. @default - the channel's own */
  readonly fetchMaxWait?: Duration;
}

/** Properties for {@link NatsJetStreamChannel}. */
export interface NatsJetStreamChannelProps<Carried extends AnyContract = AnyContract> extends CarryingProps<Carried> {
  /** The stream behind it. @default - NATS' own settings */
  readonly stream?: JetStreamProps;
  /** How each Subscription reads it. @default - NATS' own settings */
  readonly consumer?: JetStreamConsumerProps;
}

/** Hands every event to each of its subscribers and keeps it in a stream of NATS JetStream (sources.md §3.1). */
export class NatsJetStreamChannel<Carried extends AnyContract = AnyContract> extends ChannelBase<Carried> {
  /** The object itself, for patches: `channel.object.addJsonPatch(…)`. */
  public readonly object: NatsJetStreamChannelObject;
  public readonly carries: readonly Carried[] | undefined;
  public readonly external = undefined;

  /** @throws {@link AuthoringError} `invalid-name`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: NatsJetStreamChannelProps<Carried> = {}) {
    super(scope, id);
    adopt(this, new.target);
    const { stream, consumer, metadata } = props;
    const construct = this.node.path;
    this.carries = carried(props);
    const object = new NatsJetStreamChannelObject(this, MAIN, {
      metadata: carryingMetadata(props),
      spec: {
        ...(stream === undefined ? {} : { stream: streamSpec(stream, construct) }),
        ...(consumer === undefined ? {} : { consumerConfigTemplate: consumerSpec(consumer, construct) }),
        ...carryingSpec(props, namespaceIn(scope, metadata), construct),
      },
    });
    this.object = named(object, CHANNEL_NAME);
    for (const contract of this.emits) this.declare(contract);
  }

  public override get ref(): ObjectReference {
    const { name, metadata } = this.object;
    const { namespace } = metadata;
    return { ...NatsJetStreamChannelObject.GVK, name, ...(namespace === undefined ? {} : { namespace }) };
  }
}

function streamSpec({ name, maxAge, duplicateWindow, ...given }: JetStreamProps, construct: string) {
  const field = "spec.stream.config";
  const config: JetStreamConfig = {
    ...given,
    ...(maxAge === undefined ? {} : { maxAge: goDuration(maxAge, { construct, field: `${field}.maxAge` }) }),
    ...(duplicateWindow === undefined
      ? {}
      : { duplicateWindow: goDuration(duplicateWindow, { construct, field: `${field}.duplicateWindow` }) }),
  };
  return {
    ...(name === undefined ? {} : { overrideName: name }),
    ...(Object.keys(config).length === 0 ? {} : { config }),
  };
}

function consumerSpec(
  { ackWait, fetchMaxWait, ...given }: JetStreamConsumerProps,
  construct: string,
): JetStreamConsumerConfig {
  const field = "spec.consumerConfigTemplate";
  return {
    ...given,
    ...(ackWait === undefined ? {} : { ackWait: goDuration(ackWait, { construct, field: `${field}.ackWait` }) }),
    ...(fetchMaxWait === undefined
      ? {}
      : { fetchMaxWait: goDuration(fetchMaxWait, { construct, field: `${field}.fetchMaxWait` }) }),
  };
}
