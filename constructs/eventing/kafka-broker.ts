import { ApiObject } from "cdk8s";
import type { ObjectReference } from "../core/addressable.ts";
import { withAnnotations } from "../core/metadata.ts";
import type { BrokerBase, BrokerProps } from "./broker.ts";

/** What the ConfigMap of a Kafka Broker says; it is made beside the Broker (sources.md §1.4). */
export interface KafkaBrokerConfig {
  /** Addresses of brokers of Kafka, at least one: `my-cluster-kafka-bootstrap.kafka:9092`. */
  readonly bootstrapServers: readonly string[];
  /** How many partitions its topic has, at least one. It can never change. */
  readonly partitions: number;
  /** On how many brokers of Kafka each partition is kept, at least one. It can never change. */
  readonly replicationFactor: number;
  /** Properties of the topic by Kafka's own names: `{ "retention.ms": "604800000" }`. @default - Kafka's own */
  readonly topicConfig?: Readonly<Record<string, string>>;
  /**
   * The name of a Secret in the ConfigMap's namespace that says how to log in: `protocol`, `sasl.mechanism`, `user`,
   * `password`, `ca.crt`, `user.crt`, `user.key`.
   *
   * @default - without a login
   */
  readonly authSecret?: string;
}

/** A ConfigMap that exists, such as the one that comes with the installation. */
export interface ConfigMapReference {
  /** The ConfigMap's name: `kafka-broker-config`. */
  readonly configMap: string;
  /** Its namespace: `knative-eventing`. @default - the Broker's */
  readonly namespace?: string;
}

/** Properties for {@link Broker.kafka}. */
export interface KafkaBrokerProps extends Omit<BrokerProps, "class" | "config"> {
  /** Where Kafka is and how its topic is made: a ConfigMap that is made for it, or `{ configMap }` for one that exists. */
  readonly config: KafkaBrokerConfig | ConfigMapReference;
  /** A topic that exists already, to keep the events in; Knative then neither makes nor deletes it. @default - its own */
  readonly externalTopic?: string;
}

/** Properties for {@link Broker.kafkaNamespaced}. */
export interface KafkaNamespacedBrokerProps extends Omit<KafkaBrokerProps, "config"> {
  /** Where Kafka is and how its topic is made: a ConfigMap that is made for it, or `{ configMap }` for one of its namespace. */
  readonly config: KafkaBrokerConfig | Omit<ConfigMapReference, "namespace">;
}

/** The Broker's own part of what it was told. */
export function kafkaBrokerProps(
  { externalTopic, delivery, metadata }: KafkaNamespacedBrokerProps,
  brokerClass: "Kafka" | "KafkaNamespaced",
): BrokerProps {
  return {
    class: brokerClass,
    ...(delivery === undefined ? {} : { delivery }),
    metadata: withAnnotations(metadata, { "kafka.eventing.knative.dev/external.topic": externalTopic }),
  };
}

/** The ConfigMap of a Kafka Broker, made as its child unless one is named. */
export function kafkaConfig(broker: BrokerBase, config: KafkaBrokerConfig | ConfigMapReference): ObjectReference {
  const { namespace } = broker;
  const own = namespace === undefined ? {} : { namespace };
  const kind = { apiVersion: "v1", kind: "ConfigMap" };
  if ("configMap" in config) {
    const elsewhere = config.namespace === undefined ? own : { namespace: config.namespace };
    return { ...kind, name: config.configMap, ...elsewhere };
  }
  const { bootstrapServers, partitions, replicationFactor, topicConfig, authSecret } = config;
  const object = new ApiObject(broker, "config", {
    ...kind,
    metadata: own,
    data: {
      "bootstrap.servers": bootstrapServers.join(","),
      "default.topic.partitions": `${partitions}`,
      "default.topic.replication.factor": `${replicationFactor}`,
      ...Object.fromEntries(
        Object.entries(topicConfig ?? {}).map(([name, value]) => [`default.topic.config.${name}`, value]),
      ),
      ...(authSecret === undefined ? {} : { "auth.secret.ref.name": authSecret }),
    },
  });
  return { ...kind, name: object.name, ...own };
}
