import { describe, expect, it } from "vitest";
import { admitYaml, defaultedYaml, said } from "../../harness.ts";
import { object, runExamples } from "./examples.ts";

const broker = (brokerClass: string, spec: string, annotations = ""): string =>
  object(
    "eventing.knative.dev/v1",
    "Broker",
    spec,
    `, annotations: { eventing.knative.dev/broker.class: ${brokerClass}${annotations} }`,
  );
const trigger = (annotations: string): string =>
  object(
    "eventing.knative.dev/v1",
    "Trigger",
    'broker: a, subscriber: { uri: "http://a.example.com" }',
    `, annotations: { ${annotations} }`,
  );
const config = (kind: string, more = ""): string => `config: { ${kind}, name: config-of-a${more} }`;
const CONFIG_MAP = "apiVersion: v1, kind: ConfigMap";
const RABBITMQ = "apiVersion: eventing.knative.dev/v1alpha1, kind: RabbitmqBrokerConfig";
const configMap = (data: string): string =>
  `{ apiVersion: v1, kind: ConfigMap, metadata: { name: config-of-a, namespace: shop }, data: { ${data} } }`;
const kafkaWith = (data: string): string => `${broker("Kafka", config(CONFIG_MAP))}\n---\n${configMap(data)}`;
const SERVERS = '"bootstrap.servers": "kafka:9092"';
const ORDER = "kafka.eventing.knative.dev/delivery.order";
const PARALLELISM = "rabbitmq.eventing.knative.dev/parallelism";
const TOPIC = "kafka.eventing.knative.dev/external.topic";

describe("Broker classes", () => {
  runExamples([
    {
      rule: "broker-config",
      fault: "a Kafka Broker with another config than a ConfigMap",
      bad: broker("Kafka", config("apiVersion: rabbitmq.com/v1beta1, kind: RabbitmqCluster")),
      good: broker("Kafka", config(CONFIG_MAP)),
      says: [
        "broker-config spec.config.kind: A Kafka Broker's config is a ConfigMap of v1, not RabbitmqCluster of rabbitmq.com/v1beta1. Refer to a ConfigMap with bootstrap.servers, default.topic.partitions and default.topic.replication.factor.",
      ],
    },
    {
      rule: "broker-config",
      fault: "a Kafka Broker without any",
      bad: broker("Kafka", ""),
      good: broker("Kafka", config(CONFIG_MAP)),
      says: [
        "broker-config spec.config: Without a config of its own this Broker takes config-br-default-channel, which says no Kafka servers. Write a config: {apiVersion: v1, kind: ConfigMap, name: kafka-broker-config, namespace: knative-eventing} is shipped.",
      ],
    },
    {
      rule: "broker-config",
      fault: "a KafkaNamespaced Broker with a config elsewhere",
      bad: broker("KafkaNamespaced", config(CONFIG_MAP, ", namespace: knative-eventing")),
      good: broker("KafkaNamespaced", config(CONFIG_MAP)),
      says: [
        'broker-config spec.config.namespace: A KafkaNamespaced Broker runs in its own namespace, and its config is in "knative-eventing". Put the ConfigMap into "shop".',
      ],
    },
    {
      rule: "broker-config",
      fault: "an empty topic of one's own",
      bad: broker("Kafka", config(CONFIG_MAP), `, ${TOPIC}: ""`),
      good: broker("Kafka", config(CONFIG_MAP), `, ${TOPIC}: orders`),
      says: [
        `broker-config metadata.annotations[${TOPIC}]: The topic of one's own is empty. Write the name of a topic that exists, or leave the annotation out to have one made.`,
      ],
    },
    {
      rule: "kafka-broker-config",
      fault: "a ConfigMap without servers, and partitions that are none",
      bad: kafkaWith('"default.topic.partitions": "0", "default.topic.replication.factor": three'),
      good: kafkaWith(`${SERVERS}, "default.topic.partitions": "10", "default.topic.replication.factor": "3"`),
      says: [
        "kafka-broker-config data: This ConfigMap of a Kafka Broker has no bootstrap.servers; the Broker never becomes ready. Write bootstrap.servers: HOST:PORT.",
        'kafka-broker-config data[default.topic.partitions]: default.topic.partitions is "0". Write a whole number above zero, in quotes.',
        'kafka-broker-config data[default.topic.replication.factor]: default.topic.replication.factor is "three". Write a whole number above zero, in quotes.',
      ],
    },
    {
      rule: "broker-config",
      fault: "a RabbitMQ Broker with a ConfigMap",
      bad: broker("RabbitMQBroker", config(CONFIG_MAP)),
      good: broker("RabbitMQBroker", config(RABBITMQ)),
      says: [
        "broker-config spec.config.kind: A RabbitMQ Broker's config is no ConfigMap of v1. Refer to a RabbitmqBrokerConfig of eventing.knative.dev/v1alpha1, or a RabbitmqCluster of rabbitmq.com/v1beta1.",
      ],
    },
    {
      rule: "broker-config",
      fault: "a RabbitMQ Broker without any",
      bad: broker("RabbitMQBroker", ""),
      good: broker("RabbitMQBroker", config("apiVersion: rabbitmq.com/v1beta1, kind: RabbitmqCluster")),
      says: [
        "broker-config spec.config: Without a config of its own this Broker takes the ConfigMap config-br-default-channel, which RabbitMQ refuses. Refer to a RabbitmqBrokerConfig of eventing.knative.dev/v1alpha1, or a RabbitmqCluster of rabbitmq.com/v1beta1.",
      ],
    },
    {
      rule: "broker-class",
      fault: "a class nobody implements",
      bad: broker("RabbitMQ", config(RABBITMQ)),
      good: broker("acme.example.com", ""),
      says: [
        'warning broker-class metadata.annotations[eventing.knative.dev/broker.class]: Nobody known implements Brokers of class "RabbitMQ". Did you mean "RabbitMQBroker"?',
      ],
    },
    {
      rule: "broker-annotation",
      fault: "an order nobody knows",
      bad: trigger(`${ORDER}: fifo`),
      good: trigger(`${ORDER}: ordered`),
      says: [
        `broker-annotation metadata.annotations[${ORDER}]: ${ORDER} is "fifo". Write ordered or unordered; unordered is the default.`,
      ],
    },
    {
      rule: "broker-annotation",
      fault: "too much at a time, and a limit that is none",
      bad: trigger(`${PARALLELISM}: "2000", rabbitmq.eventing.knative.dev/cpu-limit: fast`),
      good: trigger(`${PARALLELISM}: "1000", rabbitmq.eventing.knative.dev/cpu-limit: 500m`),
      says: [
        `broker-annotation metadata.annotations[${PARALLELISM}]: ${PARALLELISM} is "2000". Write a whole number from 1 to 1000, in quotes; 1 is the default and keeps order.`,
        'broker-annotation metadata.annotations[rabbitmq.eventing.knative.dev/cpu-limit]: rabbitmq.eventing.knative.dev/cpu-limit is "fast", which is no quantity. Write a number with a unit, such as 100m or 64Mi.',
      ],
    },
    {
      rule: "broker-annotation",
      fault: "said to a Broker of another class",
      bad: `${broker("MTChannelBasedBroker", "")}\n---\n${trigger(`${ORDER}: ordered`)}`,
      good: `${broker("Kafka", config(CONFIG_MAP))}\n---\n${trigger(`${ORDER}: ordered`)}`,
      says: [
        `warning broker-annotation metadata.annotations[${ORDER}]: The Broker "a" is of class MTChannelBasedBroker, which does not read ${ORDER}. Remove the annotation, or make the Broker of the class that was meant.`,
      ],
    },
    {
      rule: "google-delivery",
      fault: "retries without a dead-letter topic, and no backoff",
      bad: broker("googlecloud", "delivery: { retry: 3 }"),
      good: broker(
        "googlecloud",
        'delivery: { retry: 3, backoffPolicy: exponential, backoffDelay: PT1S, deadLetterSink: { uri: "pubsub://dead" } }',
      ),
      says: [
        "google-delivery spec.delivery.backoffPolicy: A googlecloud Broker's delivery has no backoffPolicy. Write exponential.",
        "google-delivery spec.delivery.backoffDelay: A googlecloud Broker's delivery has no backoffDelay. Write it like PT1S.",
        "google-delivery spec.delivery.retry: retry needs a dead-letter topic: Pub/Sub counts attempts only towards one. Write deadLetterSink: { uri: pubsub://TOPIC }, or leave retry out.",
      ],
    },
    {
      rule: "google-delivery",
      fault: "dead letters to an object",
      bad: broker(
        "googlecloud",
        "delivery: { backoffPolicy: linear, backoffDelay: PT1S, deadLetterSink: { ref: { apiVersion: v1, kind: Service, name: s } } }",
      ),
      good: broker("googlecloud", ""),
      says: [
        "google-delivery spec.delivery.deadLetterSink.ref: Pub/Sub sends dead letters to a topic, not to an object. Write uri: pubsub://TOPIC instead.",
      ],
    },
    {
      rule: "google-delivery",
      fault: "dead letters to an address",
      bad: broker(
        "googlecloud",
        'delivery: { backoffPolicy: linear, backoffDelay: PT1S, deadLetterSink: { uri: "http://a.example.com" } }',
      ),
      good: broker("googlecloud", "delivery: { backoffPolicy: linear, backoffDelay: PT1S }"),
      says: [
        'google-delivery spec.delivery.deadLetterSink.uri: The dead-letter sink is "http://a.example.com"; a googlecloud Broker takes only a Pub/Sub topic. Write pubsub://TOPIC.',
      ],
    },
  ]);

  it("gives a googlecloud Broker Google's own delivery", () => {
    expect(defaultedYaml(broker("googlecloud", "")).spec?.delivery).toEqual({
      backoffPolicy: "exponential",
      backoffDelay: "PT1S",
    });
  });

  it("says nothing of a ConfigMap that is not in the set, or that no Kafka Broker names", () => {
    expect(said(admitYaml(broker("Kafka", config(CONFIG_MAP))))).toEqual([]);
    expect(said(admitYaml(configMap("any: thing")))).toEqual([]);
  });
});
