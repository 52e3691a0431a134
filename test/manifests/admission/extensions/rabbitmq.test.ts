import { describe, expect, it } from "vitest";
import { admitUpdates } from "../../../../src/manifests/admission/updates.ts";
import { DEFAULT_SETTINGS, readManifests } from "../../../../src/manifests/index.ts";
import { defaultedYaml } from "../../harness.ts";
import { object, runExamples, SINK } from "./examples.ts";

const CLUSTER = "rabbitmqClusterReference: { name: rabbit }";
const QUEUE = "rabbitmqResourcesConfig: { exchangeName: x, queueName: q }";
const source = (spec: string): string => object("sources.knative.dev/v1alpha1", "RabbitmqSource", spec);
const config = (spec: string): string => object("eventing.knative.dev/v1alpha1", "RabbitmqBrokerConfig", spec);
const EITHER =
  "Write either the name of a RabbitmqCluster, or the name of a connectionSecret with uri, username and password.";

describe("RabbitMQ", () => {
  runExamples([
    {
      rule: "rabbitmq-source",
      fault: "no queue and no exchange",
      bad: source(`${CLUSTER}, rabbitmqResourcesConfig: { vhost: / }, ${SINK}`),
      good: source(`${CLUSTER}, ${QUEUE}, ${SINK}`),
      says: [
        "rabbitmq-source spec.rabbitmqResourcesConfig.exchangeName: There is no exchange to bind the queue to. Write its name, or predeclared: true where queue and exchange exist.",
        "rabbitmq-source spec.rabbitmqResourcesConfig.queueName: This source names no queue. The cluster takes it, and there is nothing to read from. Write the name of the queue.",
      ],
    },
    {
      rule: "rabbitmq-source",
      fault: "nothing to read at all",
      bad: source(`${CLUSTER}, ${SINK}`),
      good: source(`${CLUSTER}, rabbitmqResourcesConfig: { predeclared: true, queueName: q }, ${SINK}`),
      says: [
        "rabbitmq-source spec.rabbitmqResourcesConfig: This source says no queue to read. Write its queueName and exchangeName.",
      ],
    },
    {
      rule: "rabbitmq-source",
      fault: "two ways to the cluster",
      bad: source(`rabbitmqClusterReference: { name: r, connectionSecret: { name: s } }, ${QUEUE}, ${SINK}`),
      good: source(`rabbitmqClusterReference: { connectionSecret: { name: s } }, ${QUEUE}, ${SINK}`),
      says: [
        `rabbitmq-source spec.rabbitmqClusterReference: The RabbitMQ cluster is named and reached by a connectionSecret at once. ${EITHER}`,
      ],
    },
    {
      rule: "invalid-destination",
      fault: "a sink that names nothing, which nobody looks into",
      bad: source(`${CLUSTER}, ${QUEUE}, sink: {}`),
      good: source(`${CLUSTER}, ${QUEUE}, ${SINK}`),
      says: [
        "invalid-destination spec.sink: This destination has neither ref nor uri, so events would go nowhere. Write a ref with apiVersion, kind and name, or an absolute uri.",
      ],
    },
    {
      rule: "unknown-field",
      fault: "a dead-letter sink, which this source has none of",
      bad: source(
        `${CLUSTER}, ${QUEUE}, ${SINK}, delivery: { retry: 2, deadLetterSink: { uri: "http://b.example.com" } }`,
      ),
      good: source(`${CLUSTER}, ${QUEUE}, ${SINK}, delivery: { retry: 2, backoffPolicy: linear, backoffDelay: PT1S }`),
      says: [
        'unknown-field spec.delivery.deadLetterSink: "deadLetterSink" is not a field of spec.delivery. kubectl apply refuses it, and other clients lose it without a word. Known here: backoffDelay, backoffPolicy, retry.',
      ],
    },
    {
      rule: "value-not-allowed",
      fault: "more at a time than allowed",
      bad: source(`${CLUSTER}, rabbitmqResourcesConfig: { exchangeName: x, queueName: q, parallelism: 1001 }, ${SINK}`),
      good: source(
        `${CLUSTER}, rabbitmqResourcesConfig: { exchangeName: x, queueName: q, parallelism: 1000 }, ${SINK}`,
      ),
      says: [
        "value-not-allowed spec.rabbitmqResourcesConfig.parallelism: spec.rabbitmqResourcesConfig.parallelism is 1001, which is beyond its limits. Write a number from 1 to 1000.",
      ],
    },
    {
      rule: "rabbitmq-broker-config",
      fault: "no cluster",
      bad: config("queueType: classic"),
      good: config(`${CLUSTER}, queueType: classic`),
      says: [`rabbitmq-broker-config spec.rabbitmqClusterReference: This names no RabbitMQ cluster. ${EITHER}`],
    },
  ]);

  it("fills in quorum queues and the namespace of the cluster", () => {
    expect(defaultedYaml(config(CLUSTER)).spec).toEqual({
      queueType: "quorum",
      rabbitmqClusterReference: { name: "rabbit", namespace: "shop" },
    });
  });
});

describe("what may not change", () => {
  const refused = (before: string, now: string): readonly (string | undefined)[] =>
    admitUpdates(
      readManifests([{ path: "old.yaml", text: before }]).manifests,
      readManifests([{ path: "app.yaml", text: now }]).manifests,
      DEFAULT_SETTINGS,
    ).map(({ code, field }) => `${code} ${field}`);
  const broker = (brokerClass: string, delivery: string): string =>
    object(
      "eventing.knative.dev/v1",
      "Broker",
      `config: { apiVersion: eventing.knative.dev/v1alpha1, kind: RabbitmqBrokerConfig, name: c }, delivery: { ${delivery} }`,
      `, annotations: { eventing.knative.dev/broker.class: ${brokerClass} }`,
    );
  const trigger = (type: string): string =>
    object(
      "eventing.knative.dev/v1",
      "Trigger",
      `broker: a, filter: { attributes: { type: ${type} } }, subscriber: { uri: "http://a.example.com" }`,
    );

  it("is the whole spec of a RabbitmqSource, a RabbitmqBrokerConfig and a Broker of its class", () => {
    expect(
      refused(
        source(`${CLUSTER}, ${QUEUE}, ${SINK}`),
        source(`${CLUSTER}, ${QUEUE}, sink: { uri: "http://b.example.com" }`),
      ),
    ).toEqual(["immutable-field spec.sink"]);
    expect(refused(config(CLUSTER), config(`${CLUSTER}, queueType: classic`))).toEqual([
      "immutable-field spec.queueType",
    ]);
    expect(refused(broker("RabbitMQBroker", "retry: 1"), broker("RabbitMQBroker", "retry: 2"))).toEqual([
      "immutable-field spec.delivery",
    ]);
    expect(refused(broker("acme", "retry: 1"), broker("acme", "retry: 2"))).toEqual([]);
  });

  it("is a Trigger's filter where its Broker is of that class, and only there", () => {
    const over = (brokerClass: string, type: string): string =>
      `${broker(brokerClass, "retry: 1")}\n---\n${trigger(type)}`;
    expect(refused(over("RabbitMQBroker", "one"), over("RabbitMQBroker", "two"))).toEqual([
      "immutable-field spec.filter",
    ]);
    expect(refused(over("acme", "one"), over("acme", "two"))).toEqual([]);
    expect(refused(trigger("one"), trigger("two"))).toEqual([]);
  });

  it("is a KafkaSource's group, a KafkaSink's topic, a KafkaChannel's partitions, and most of a Google source", () => {
    const kafka = (group: string): string =>
      object("sources.knative.dev/v1", "KafkaSource", `bootstrapServers: [k], topics: [t], ${group} ${SINK}`);
    expect(refused(kafka("consumerGroup: one,"), kafka("consumerGroup: two,"))).toEqual([
      "immutable-field spec.consumerGroup",
    ]);
    const sink = (topic: string): string =>
      object("eventing.knative.dev/v1alpha1", "KafkaSink", `bootstrapServers: [k], topic: ${topic}`);
    expect(refused(sink("one"), sink("two"))).toEqual(["immutable-field spec.topic"]);
    const channel = (spec: string): string => object("messaging.knative.dev/v1beta1", "KafkaChannel", spec);
    expect(refused(channel("numPartitions: 1"), channel("numPartitions: 2"))).toEqual([
      "immutable-field spec.numPartitions",
    ]);
    expect(refused(channel("delivery: { retry: 1 }"), channel("delivery: { retry: 2 }"))).toEqual([]);
    const pubsub = (topic: string, sinkUri: string): string =>
      object("events.cloud.google.com/v1", "CloudPubSubSource", `topic: ${topic}, sink: { uri: "${sinkUri}" }`);
    expect(refused(pubsub("one", "http://a.example.com"), pubsub("two", "http://b.example.com"))).toEqual([
      "immutable-field spec.topic",
    ]);
  });
});
