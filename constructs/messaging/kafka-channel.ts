import type { Duration } from "cdk8s";
import type { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import type { ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { isoDuration } from "../core/duration.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { CHANNEL_NAME } from "../core/names.ts";
import { KafkaChannelObject } from "../generated/index.ts";
import { ChannelBase } from "./channel-base.ts";
import { carried, carryingMetadata, type CarryingProps, carryingSpec } from "./channel.ts";

/** Properties for {@link KafkaChannel}. Nothing but its delivery can change once it is applied (sources.md §1.3). */
export interface KafkaChannelProps<Carried extends AnyContract = AnyContract> extends CarryingProps<Carried> {
  /** How many partitions its topic has, at least one. @default 1 */
  readonly numPartitions?: number;
  /** On how many brokers each partition is kept, 1 to 32767. @default 1 */
  readonly replicationFactor?: number;
  /** How long events are kept. To a tenth of a second; rendered as `PT168H`. @default - 7 days */
  readonly retention?: Duration;
}

/**
 * Hands every event to each of its subscribers and keeps it in a Kafka topic until they have it: an event outlives a crash
 * of its receiver (sources.md §1.3). It answers its sender when Kafka has the event.
 */
export class KafkaChannel<Carried extends AnyContract = AnyContract> extends ChannelBase<Carried> {
  /** The object itself, for patches: `channel.object.addJsonPatch(…)`. */
  public readonly object: KafkaChannelObject;
  public readonly carries: readonly Carried[] | undefined;
  public readonly external = undefined;

  /** @throws {@link AuthoringError} `invalid-name`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: KafkaChannelProps<Carried> = {}) {
    super(scope, id);
    adopt(this, new.target);
    const { numPartitions, replicationFactor, retention, metadata } = props;
    const construct = this.node.path;
    this.carries = carried(props);
    const object = new KafkaChannelObject(this, MAIN, {
      metadata: carryingMetadata(props),
      spec: {
        ...(numPartitions === undefined ? {} : { numPartitions }),
        ...(replicationFactor === undefined ? {} : { replicationFactor }),
        ...(retention === undefined
          ? {}
          : { retentionDuration: isoDuration(retention, { construct, field: "spec.retentionDuration" }) }),
        ...carryingSpec(props, namespaceIn(scope, metadata), construct),
      },
    });
    this.object = named(object, CHANNEL_NAME);
    for (const contract of this.emits) this.declare(contract);
  }

  public override get ref(): ObjectReference {
    const { name, metadata } = this.object;
    const { namespace } = metadata;
    return { ...KafkaChannelObject.GVK, name, ...(namespace === undefined ? {} : { namespace }) };
  }
}
