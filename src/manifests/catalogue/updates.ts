import { defineEntry, type RuleEntry } from "./entry.ts";
import { broker, object, SUBSCRIBER, subscription, trigger } from "./objects.ts";

const channelOf = (name: string): string =>
  `channel: { apiVersion: messaging.knative.dev/v1, kind: Channel, name: ${name} }, ${SUBSCRIBER}`;
const sequence = (template: string): string =>
  object(
    "flows.knative.dev/v1",
    "Sequence",
    `steps: [{ uri: http://charge.example.com }], channelTemplate: { apiVersion: messaging.knative.dev/v1, ${template} }`,
  );

const channel = (kind: string): string =>
  object(
    "messaging.knative.dev/v1",
    "Channel",
    `channelTemplate: { apiVersion: messaging.knative.dev/v1${kind === "KafkaChannel" ? "beta1" : ""}, kind: ${kind} }`,
  );
const kafkaSource = (group: string): string =>
  object(
    "sources.knative.dev/v1",
    "KafkaSource",
    `consumerGroup: ${group}, topics: [orders], bootstrapServers: [kafka:9092], sink: { uri: http://orders.example.com }`,
  );
const kafkaSink = (partitions: number): string =>
  object(
    "eventing.knative.dev/v1alpha1",
    "KafkaSink",
    `topic: orders, bootstrapServers: [kafka:9092], numPartitions: ${partitions}, replicationFactor: 1`,
  );
const rabbitConfig = (type: string): string =>
  object(
    "eventing.knative.dev/v1alpha1",
    "RabbitmqBrokerConfig",
    `queueType: ${type}, rabbitmqClusterReference: { name: rabbit, namespace: shop }`,
  );

/** What may not change once an object exists (`sluice check --against`). */
export const UPDATES: readonly RuleEntry[] = [
  defineEntry({
    code: "immutable-field",
    title: "A field that cannot change once the object exists",
    source: [
      "knative/eventing.md §4.1",
      "knative/eventing.md §4.2",
      "knative/eventing.md §4.3",
      "knative/eventing.md §4.4",
      "knative/eventing.md §4.5",
      "knative/eventing.md §4.10",
      "knative/serving.md REV-1",
      "knative/sources.md §1.1",
      "knative/sources.md §1.2",
      "knative/sources.md §1.3",
      "knative/sources.md §2.1",
      "knative/sources.md §2.2",
      "knative/sources.md §10",
    ],
    effect: "The cluster refuses the change; the rest of the apply goes on.",
    why: "Told by `sluice check --against DIR`, which compares with what was applied last. Deleting and making anew loses what the finding names.",
    mend: "Put the old value back, or make the object anew, or under another name.",
    examples: [
      {
        rule: "A Broker keeps its class.",
        before: broker(undefined, "annotations: { eventing.knative.dev/broker.class: MTChannelBasedBroker }"),
        bad: broker(undefined, "annotations: { eventing.knative.dev/broker.class: Custom }"),
        good: broker(undefined, "annotations: { eventing.knative.dev/broker.class: MTChannelBasedBroker }"),
      },
      {
        rule: "A Trigger keeps its Broker.",
        before: trigger("filter: {}"),
        bad: trigger("filter: {}").replace("broker: orders", "broker: payments"),
        good: trigger("filter: {}"),
      },
      {
        rule: "A Subscription keeps its channel.",
        before: subscription(channelOf("orders")),
        bad: subscription(channelOf("payments")),
        good: subscription(channelOf("orders")),
      },
      {
        rule: "A Channel keeps its template.",
        before: channel("InMemoryChannel"),
        bad: channel("KafkaChannel"),
        good: channel("InMemoryChannel"),
      },
      {
        rule: "An EventTransform keeps its kind of expression.",
        bad: "",
        good: "",
        shownOnly: "jsonata is the only kind so far, and without it the EventTransform is refused anyway.",
      },
      {
        rule: "A Revision never changes.",
        bad: "",
        good: "",
        shownOnly: "Applied again as it was written it is refused, too: the cluster has filled in what was left out.",
      },
      {
        rule: "A KafkaSource keeps its consumerGroup.",
        before: kafkaSource("shop"),
        bad: kafkaSource("billing"),
        good: kafkaSource("shop"),
      },
      {
        rule: "A KafkaSink keeps its partitions.",
        before: kafkaSink(3),
        bad: kafkaSink(6),
        good: kafkaSink(3),
      },
      {
        rule: "A RabbitmqBrokerConfig keeps its queues.",
        before: rabbitConfig("quorum"),
        bad: rabbitConfig("classic"),
        good: rabbitConfig("quorum"),
      },
    ],
  }),
  defineEntry({
    code: "update-without-effect",
    title: "A change that is taken and does nothing",
    source: ["knative/eventing.md §5.1"],
    effect:
      "The channels stay as they are; of another kind new ones are made, and what waits in the old ones is never delivered.",
    why: "The controllers of Sequence and Parallel never change channels that exist.",
    mend: "Make the object anew, or under another name.",
    examples: [
      {
        rule: "A flow keeps the spec of its channels.",
        before: sequence("kind: InMemoryChannel, spec: { delivery: { retry: 1 } }"),
        bad: sequence("kind: InMemoryChannel, spec: { delivery: { retry: 2 } }"),
        good: sequence("kind: InMemoryChannel, spec: { delivery: { retry: 1 } }"),
      },
    ],
  }),
];
