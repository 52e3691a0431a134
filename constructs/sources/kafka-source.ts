import { Lazy, type Duration } from "cdk8s";
import type { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import type { Addressable } from "../core/addressable.ts";
import type { KeyReference } from "../core/container.ts";
import { wholeSeconds } from "../core/duration.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { type DeliveryProps, deliverySpec } from "../eventing/delivery.ts";
import { KafkaSourceObject, type KafkaSourceSpec } from "../generated/index.ts";
import type { SourceProps } from "./sink.ts";
import { emitting, SourceBase, type SourceObjectProps } from "./source-base.ts";

/** How a {@link KafkaSource} logs in. Each is a key of a Secret in its namespace. */
export interface KafkaSasl {
  /** The user's name. */
  readonly user: KeyReference;
  /** The password. */
  readonly password: KeyReference;
  /** The mechanism: `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`. @default - the client's own */
  readonly type?: KeyReference;
}

/** How a {@link KafkaSource} speaks TLS. Each is a key of a Secret in its namespace. */
export interface KafkaTls {
  /** The certificate of the authority that signed the brokers'. @default - the system's own */
  readonly caCert?: KeyReference;
  /** The certificate it shows. @default - none */
  readonly cert?: KeyReference;
  /** Its private key. @default - none */
  readonly key?: KeyReference;
}

/**
 * How many consumers run, by how many records wait: needs KEDA and the feature `controller-autoscaler-keda` of
 * `config-kafka-features` (sources.md §1.1).
 */
export interface KafkaAutoscaling {
  /** The least. @default 0 */
  readonly minScale?: number;
  /** The most. @default 50 */
  readonly maxScale?: number;
  /** How often it looks, in whole seconds. @default - 10 s */
  readonly pollingInterval?: Duration;
  /** How long it waits before it goes to the least, in whole seconds. @default - 30 s */
  readonly cooldownPeriod?: Duration;
  /** How many waiting records one consumer is good for. @default 100 */
  readonly lagThreshold?: number;
  /** How many must wait before the first consumer starts. @default 0 */
  readonly activationLagThreshold?: number;
}

/** Properties for {@link KafkaSource}. */
export interface KafkaSourceProps<C extends AnyContract = AnyContract> extends SourceProps, SourceObjectProps {
  /** Addresses of brokers, at least one: `my-cluster-kafka-bootstrap.kafka:9092`. */
  readonly bootstrapServers: readonly string[];
  /** The topics it reads, at least one. */
  readonly topics: readonly string[];
  /**
   * The contracts of what it sends: of the CloudEvents in the topics, which pass unchanged, and `kafkaEvent()` for records
   * that are none.
   *
   * @default - unknown: nobody knows what is in the topics
   */
  readonly events?: readonly C[];
  /**
   * The consumer group, by which Kafka remembers what was read. It can never change: another one is another source.
   *
   * @default - namespace and name, `shop.orders`, written into the manifest. Knative's own default is a random one, with
   * which the source would start anew whenever its object is made again
   */
  readonly consumerGroup?: string;
  /** How many consumers read at a time, over all topics. @default 1 */
  readonly consumers?: number;
  /** Where a group that Kafka does not know yet starts. @default "latest" */
  readonly initialOffset?: "earliest" | "latest";
  /**
   * `ordered`: one record of a partition after the other, the next when the last is delivered or given up; `unordered`:
   * several at a time.
   *
   * @default "ordered"
   */
  readonly ordering?: "ordered" | "unordered";
  /** How events are delivered to the sink. @default - one attempt, no dead-letter sink */
  readonly delivery?: Omit<DeliveryProps, "format">;
  /** How it logs in. @default - without a login */
  readonly sasl?: KafkaSasl;
  /** How it speaks TLS; `{}` is with the system's own authorities. @default - without TLS */
  readonly tls?: KafkaTls;
  /** How a record's key is read for the attributes `key` and `partitionkey`. @default "string" */
  readonly keyType?: "string" | "int" | "float" | "byte-array";
  /** How many consumers run, by how many records wait; `disabled` where the cluster scales otherwise. @default - the cluster's */
  readonly autoscaling?: KafkaAutoscaling | "disabled";
}

/**
 * Sends the records of Kafka topics (sources.md §1.1). A record that is a CloudEvent passes unchanged; every other becomes
 * a `dev.knative.kafka.event` with the record's value as data.
 */
export class KafkaSource<C extends AnyContract = AnyContract> extends SourceBase<C> {
  public readonly object: KafkaSourceObject;
  public readonly emits: readonly C[];
  protected override readonly refers: readonly (Addressable | undefined)[];

  /** @throws {@link AuthoringError} `invalid-name`, `duration-cut`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: KafkaSourceProps<C>) {
    super(scope, id);
    const { bootstrapServers, topics, events, consumers, initialOffset, ordering, delivery } = props;
    this.emits = [...(events ?? [])];
    this.refers = [delivery?.deadLetterSink];
    const rendered = deliverySpec(this.namespaceOf(props), delivery, this.node.path);
    const object: KafkaSourceObject = new KafkaSourceObject(this, MAIN, {
      metadata: kafkaMetadata(props, this.node.path),
      spec: {
        bootstrapServers: [...bootstrapServers],
        topics: [...topics],
        consumerGroup: props.consumerGroup ?? Lazy.any({ produce: () => groupOf(object) }),
        ...(consumers === undefined ? {} : { consumers }),
        ...(initialOffset === undefined ? {} : { initialOffset }),
        ...(ordering === undefined ? {} : { ordering }),
        ...(rendered === undefined ? {} : { delivery: rendered }),
        ...net(props),
        ...this.sourceSpec(props),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}

/** A name that stays: namespace and name are unique in a cluster. */
function groupOf({ name, metadata }: KafkaSourceObject): string {
  return metadata.namespace === undefined ? name : `${metadata.namespace}.${name}`;
}

function net({ sasl, tls }: KafkaSourceProps): Pick<KafkaSourceSpec, "net"> {
  if (sasl === undefined && tls === undefined) return {};
  const key = (secretKeyRef: KeyReference) => ({ secretKeyRef });
  return {
    net: {
      ...(sasl === undefined
        ? {}
        : {
            sasl: {
              enable: true,
              user: key(sasl.user),
              password: key(sasl.password),
              ...(sasl.type === undefined ? {} : { type: key(sasl.type) }),
            },
          }),
      ...(tls === undefined
        ? {}
        : {
            tls: {
              enable: true,
              ...(tls.caCert === undefined ? {} : { caCert: key(tls.caCert) }),
              ...(tls.cert === undefined ? {} : { cert: key(tls.cert) }),
              ...(tls.key === undefined ? {} : { key: key(tls.key) }),
            },
          }),
    },
  };
}

function kafkaMetadata(props: KafkaSourceProps, construct: string) {
  const { keyType, autoscaling, events } = props;
  const metadata = emitting(props, events);
  const annotations = { ...autoscalingAnnotations(autoscaling, construct), ...metadata.annotations };
  if (keyType === undefined) return { ...metadata, annotations };
  return {
    ...metadata,
    annotations,
    labels: { "kafkasources.sources.knative.dev/key-type": keyType, ...metadata.labels },
  };
}

function autoscalingAnnotations(
  autoscaling: KafkaAutoscaling | "disabled" | undefined,
  construct: string,
): Readonly<Record<string, string>> {
  if (autoscaling === undefined) return {};
  if (autoscaling === "disabled") return { [`${AUTOSCALING}class`]: "disabled" };
  const { pollingInterval, cooldownPeriod } = autoscaling;
  const seconds = (duration: Duration | undefined, field: string) =>
    duration && wholeSeconds(duration, { construct, field: `metadata.annotations[${AUTOSCALING}${field}]` });
  const values = {
    "min-scale": autoscaling.minScale,
    "max-scale": autoscaling.maxScale,
    "polling-interval": seconds(pollingInterval, "polling-interval"),
    "cooldown-period": seconds(cooldownPeriod, "cooldown-period"),
    "lag-threshold": autoscaling.lagThreshold,
    "activation-lag-threshold": autoscaling.activationLagThreshold,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${AUTOSCALING}${name}`, `${value}`]],
    ),
  );
}

const AUTOSCALING = "autoscaling.eventing.knative.dev/";
