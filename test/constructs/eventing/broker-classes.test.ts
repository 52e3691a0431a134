import { Duration } from "cdk8s";
import { expect, test } from "vitest";
import { infoOf } from "../../../constructs/core/construct-info.ts";
import { Broker, exponential } from "../../../constructs/index.ts";
import { rendered, shop } from "../harness.ts";

const kafka = { bootstrapServers: ["kafka-0:9092", "kafka-1:9092"], partitions: 10, replicationFactor: 3 };

test("a Broker on Kafka comes with its ConfigMap", () => {
  const { yaml, findings } = rendered((chart) => {
    Broker.kafka(chart, "orders", {
      config: { ...kafka, topicConfig: { "retention.ms": "604800000" }, authSecret: "kafka" },
      externalTopic: "all-orders",
      delivery: { retry: 5, backoff: exponential(Duration.seconds(1)) },
      metadata: { name: "orders", annotations: { team: "shop" } },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1
    kind: Broker
    metadata:
      annotations:
        eventing.knative.dev/broker.class: Kafka
        kafka.eventing.knative.dev/external.topic: all-orders
        team: shop
      name: orders
      namespace: shop
    spec:
      config:
        apiVersion: v1
        kind: ConfigMap
        name: shop-orders-config-c88b3bf7
      delivery:
        backoffDelay: PT1S
        backoffPolicy: exponential
        retry: 5
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: shop-orders-config-c88b3bf7
      namespace: shop
    data:
      auth.secret.ref.name: kafka
      bootstrap.servers: kafka-0:9092,kafka-1:9092
      default.topic.config.retention.ms: "604800000"
      default.topic.partitions: "10"
      default.topic.replication.factor: "3"
    "
  `);
});

test("a Broker on Kafka can use the installation's ConfigMap, or one of its namespace", () => {
  const config = { configMap: "kafka-broker-config", namespace: "knative-eventing" };
  const broker = Broker.kafka(shop(), "orders", { config });
  expect(broker.object.toJson().spec).toEqual({
    config: { apiVersion: "v1", kind: "ConfigMap", name: "kafka-broker-config", namespace: "knative-eventing" },
  });
  const own = Broker.kafkaNamespaced(shop(), "orders", { config: { configMap: "mine" } });
  expect(own.object.toJson()).toMatchObject({
    metadata: { annotations: { "eventing.knative.dev/broker.class": "KafkaNamespaced" } },
    spec: { config: { apiVersion: "v1", kind: "ConfigMap", name: "mine" } },
  });
  expect(own.node.children).toHaveLength(1);
});

test("a Broker on RabbitMQ comes with its config, or names one", () => {
  const { yaml, findings } = rendered((chart) => {
    Broker.rabbitmq(chart, "orders", {
      config: { cluster: { name: "rabbit", namespace: "rabbitmq" }, queueType: "quorum", vhost: "/shop" },
      delivery: { retry: 5, backoff: exponential(Duration.seconds(1)) },
      resources: { requests: { cpu: "100m" }, limits: { memory: "128Mi" } },
      metadata: { name: "orders" },
    });
    Broker.rabbitmq(chart, "bills", {
      config: { brokerConfig: "shared", namespace: "rabbitmq" },
      delivery: { retry: 1 },
      metadata: { name: "bills" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1
    kind: Broker
    metadata:
      annotations:
        eventing.knative.dev/broker.class: RabbitMQBroker
        rabbitmq.eventing.knative.dev/cpu-request: 100m
        rabbitmq.eventing.knative.dev/memory-limit: 128Mi
      name: orders
      namespace: shop
    spec:
      config:
        apiVersion: eventing.knative.dev/v1alpha1
        kind: RabbitmqBrokerConfig
        name: shop-orders-config-c88b3bf7
      delivery:
        backoffDelay: PT1S
        backoffPolicy: exponential
        retry: 5
    ---
    apiVersion: eventing.knative.dev/v1alpha1
    kind: RabbitmqBrokerConfig
    metadata:
      name: shop-orders-config-c88b3bf7
      namespace: shop
    spec:
      queueType: quorum
      rabbitmqClusterReference:
        name: rabbit
        namespace: rabbitmq
      vhost: /shop
    ---
    apiVersion: eventing.knative.dev/v1
    kind: Broker
    metadata:
      annotations:
        eventing.knative.dev/broker.class: RabbitMQBroker
      name: bills
      namespace: shop
    spec:
      config:
        apiVersion: eventing.knative.dev/v1alpha1
        kind: RabbitmqBrokerConfig
        name: shared
        namespace: rabbitmq
      delivery:
        retry: 1
    "
  `);
});

test("is placed at the line that made it", () => {
  const broker = Broker.kafka(shop(), "orders", { config: kafka });
  expect(infoOf(broker)?.origin?.stack).toContain("broker-classes.test.ts");
});
