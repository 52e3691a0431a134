import { describe, expect, it } from "vitest";
import { admitYaml, defaultedYaml, said } from "../../harness.ts";
import { object, runExamples, SINK } from "./examples.ts";

const source = (more: string, metadata = ""): string =>
  object(
    "sources.knative.dev/v1",
    "KafkaSource",
    `bootstrapServers: ["kafka:9092"], topics: [orders], consumerGroup: shop, ${SINK}, ${more}`,
    metadata,
  );
const sink = (more: string): string =>
  object("eventing.knative.dev/v1alpha1", "KafkaSink", `topic: orders, bootstrapServers: ["kafka:9092"], ${more}`);
const channel = (spec: string, metadata = ""): string =>
  object("messaging.knative.dev/v1beta1", "KafkaChannel", spec, metadata);
const scaled = (annotations: string): string => source("", `, annotations: { ${annotations} }`);
const KEDA = "autoscaling.eventing.knative.dev";
const KEY_TYPE = "kafkasources.sources.knative.dev/key-type";

describe("Kafka", () => {
  runExamples([
    {
      rule: "kafka-source",
      fault: "no servers and an empty topic",
      bad: object(
        "sources.knative.dev/v1beta1",
        "KafkaSource",
        `bootstrapServers: [], topics: [""], consumerGroup: g, ${SINK}`,
      ),
      good: source(""),
      says: [
        "kafka-source spec.bootstrapServers: This object names no bootstrapServers. Write host and port of a Kafka broker, such as kafka:9092.",
        "kafka-source spec.topics[0]: topics[0] is empty. Write the topics to read.",
      ],
    },
    {
      rule: "kafka-source",
      fault: "words nobody knows",
      bad: source("initialOffset: first, ordering: fifo"),
      good: source("initialOffset: earliest, ordering: unordered"),
      says: [
        'kafka-source spec.initialOffset: initialOffset is "first". Write earliest or latest.',
        'kafka-source spec.ordering: ordering is "fifo". Write ordered or unordered.',
      ],
    },
    {
      rule: "kafka-source",
      fault: "a type of keys nobody knows",
      bad: source("", `, labels: { ${KEY_TYPE}: long }`),
      good: source("", `, labels: { ${KEY_TYPE}: byte-array }`),
      says: [
        `kafka-source metadata.labels[${KEY_TYPE}]: ${KEY_TYPE} is "long"; a record's key is read as string, int, float, byte-array. Leave it out for text.`,
      ],
    },
    {
      rule: "random-consumer-group",
      fault: "none is written",
      bad: object("sources.knative.dev/v1", "KafkaSource", `bootstrapServers: ["k:9092"], topics: [t], ${SINK}`),
      good: source(""),
      says: [
        "warning random-consumer-group spec.consumerGroup: Without consumerGroup Knative makes up one: made anew, this source starts over at its initialOffset. Write a consumerGroup of its own, and keep it: it cannot change.",
      ],
    },
    {
      rule: "secret-key",
      fault: "a reference without its key",
      bad: source("net: { tls: { enable: true, caCert: { secretKeyRef: { name: kafka } } } }"),
      good: source("net: { tls: { enable: true, caCert: { secretKeyRef: { name: kafka, key: ca.crt } } } }"),
      says: [
        "secret-key spec.net.tls.caCert.secretKeyRef.key: This reference to a Secret has no key. Write the key in the Secret.",
      ],
    },
    {
      rule: "kafka-scaling",
      fault: "annotations that say nothing, and numbers that are none",
      bad: scaled(
        `${KEDA}/class: keda, ${KEDA}/minscale: "1", ${KEDA}/lag-threshold: many, ${KEDA}/min-scale: "9", ${KEDA}/max-scale: "3"`,
      ),
      good: scaled(`${KEDA}/class: disabled, ${KEDA}/min-scale: "1", ${KEDA}/max-scale: "3"`),
      says: [
        `warning kafka-scaling metadata.annotations[${KEDA}/class]: ${KEDA}/class is "keda"; only "disabled" has a meaning. Write "disabled", or leave it out.`,
        `warning kafka-scaling metadata.annotations[${KEDA}/minscale]: Nobody reads the annotation ${KEDA}/minscale. Did you mean "${KEDA}/min-scale"?`,
        `kafka-scaling metadata.annotations[${KEDA}/lag-threshold]: ${KEDA}/lag-threshold is "many", which is no whole number. Write a number from 0; 100 is the default.`,
        `kafka-scaling metadata.annotations[${KEDA}/min-scale]: min-scale 9 is above max-scale 3. Write a max-scale that is at least min-scale.`,
      ],
    },
    {
      rule: "invalid-delivery",
      fault: "the delivery of a KafkaSource",
      bad: source("delivery: { retry: -1 }"),
      good: source("delivery: { retry: 1, backoffDelay: PT1S, backoffPolicy: linear }"),
      says: [
        "invalid-delivery spec.delivery.retry: retry is -1: retry counts further attempts, so it is 0 or more. Write 0 for none.",
      ],
    },
    {
      rule: "unknown-field",
      fault: "a format, which a KafkaSource's delivery does not have",
      bad: source("delivery: { retry: 1, format: json }"),
      good: source("delivery: { retry: 1 }"),
      says: [
        'unknown-field spec.delivery.format: "format" is not a field of spec.delivery. kubectl apply refuses it, and other clients lose it without a word. Known here: backoffDelay, backoffPolicy, deadLetterSink, retry, retryAfterMax, timeout.',
      ],
    },
    {
      rule: "kafka-sink",
      fault: "no topic, and half of what makes one",
      bad: object(
        "eventing.knative.dev/v1alpha1",
        "KafkaSink",
        'topic: "", bootstrapServers: ["k:9092"], numPartitions: 0, auth: { secret: { ref: {} } }',
      ),
      good: sink("numPartitions: 3, replicationFactor: 1, auth: { secret: { ref: { name: kafka } } }"),
      says: [
        "kafka-sink spec.topic: This sink names no topic. Write the topic.",
        "kafka-sink spec.numPartitions: numPartitions is 0; a topic has at least one. Write 1 or more.",
        "kafka-sink spec.replicationFactor: numPartitions is written and replicationFactor is not: a topic is made with both, an existing one is used with neither. Write replicationFactor too, or remove numPartitions.",
        "kafka-sink spec.auth.secret.ref.name: auth names no Secret. Write the name of the Secret.",
      ],
    },
    {
      rule: "value-not-allowed",
      fault: "another content mode",
      bad: sink("contentMode: batched"),
      good: sink("contentMode: structured"),
      says: [
        'value-not-allowed spec.contentMode: spec.contentMode is the text "batched", which is not among its values. Write one of "binary", "structured".',
      ],
    },
    {
      rule: "kafka-channel",
      fault: "no partitions, and a duration of Go",
      bad: channel("numPartitions: 0, retentionDuration: 168h"),
      good: channel("numPartitions: 3, replicationFactor: 3, retentionDuration: P7D"),
      says: [
        "kafka-channel spec.numPartitions: numPartitions is 0; a topic has at least one. Write 1 or more.",
        'kafka-channel spec.retentionDuration: retentionDuration is "168h", which is no ISO 8601 duration. Write it like PT168H or P7D.',
      ],
    },
    {
      rule: "value-not-allowed",
      fault: "more replicas than Kafka counts",
      bad: channel("replicationFactor: 40000"),
      good: channel("replicationFactor: 3"),
      says: [
        "value-not-allowed spec.replicationFactor: spec.replicationFactor is 40000, which is beyond its limits. Write a number up to 32767.",
      ],
    },
    {
      rule: "channel-scope",
      fault: "a scope of one's own",
      bad: channel("", ", annotations: { eventing.knative.dev/scope: node }"),
      good: channel("", ", annotations: { eventing.knative.dev/scope: namespace }"),
      says: [
        'channel-scope metadata.annotations[eventing.knative.dev/scope]: eventing.knative.dev/scope is "node"; only "cluster" and "namespace" are known. Leave it out for the cluster\'s dispatcher.',
      ],
    },
  ]);

  it("fills in what its webhook and its definitions do, but no random group", () => {
    const text = object(
      "sources.knative.dev/v1",
      "KafkaSource",
      "bootstrapServers: [k], topics: [t], sink: { ref: { apiVersion: v1, kind: Service, name: b } }",
    );
    expect(defaultedYaml(text).spec).toEqual({
      bootstrapServers: ["k"],
      topics: ["t"],
      consumers: 1,
      initialOffset: "latest",
      ordering: "ordered",
      sink: { ref: { apiVersion: "v1", kind: "Service", name: "b", namespace: "shop" } },
    });
    expect(defaultedYaml(channel("")).spec).toEqual({
      numPartitions: 1,
      replicationFactor: 1,
      retentionDuration: "PT168H",
    });
    expect(defaultedYaml(sink("")).spec).toMatchObject({ contentMode: "binary" });
  });

  it("asks for what is required, once", () => {
    expect(
      said(admitYaml("{ apiVersion: eventing.knative.dev/v1alpha1, kind: KafkaSink, metadata: { name: a } }")),
    ).toEqual([
      'missing-field spec.bootstrapServers: spec.bootstrapServers is missing. Add "bootstrapServers" to spec.',
      'missing-field spec.topic: spec.topic is missing. Add "topic" to spec.',
    ]);
  });
});
