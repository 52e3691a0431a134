import { describe, expect, it } from "vitest";
import { buildGraph, type EventGraph, flowTypes } from "../../../src/graph/index.ts";
import { isDurable } from "../../../src/graph/durability.ts";
import { applyDefaults, DEFAULT_SETTINGS } from "../../../src/manifests/index.ts";
import { manifests } from "../manifests.ts";

function build(yaml: string): EventGraph {
  const stored = manifests(yaml).map((sourced) => ({
    ...sourced,
    manifest: applyDefaults(sourced.manifest, DEFAULT_SETTINGS),
  }));
  return buildGraph(stored, DEFAULT_SETTINGS);
}

function emits(apiVersion: string, kind: string, spec: string, annotations = ""): readonly string[] | undefined {
  const { endpoints } = build(
    `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: a, annotations: { ${annotations} } }, spec: { sink: { uri: "http://x.example.com" }, ${spec} } }`,
  );
  return endpoints.find((endpoint) => endpoint.kind === "source")?.emits?.map(({ type }) => type);
}

describe("extension sources", () => {
  it("emit what their kinds and specs say, and nothing else that is stated", () => {
    const SOURCES = "sources.knative.dev/v1alpha1";
    expect(emits(SOURCES, "GitHubSource", "eventTypes: [push, pull_request]")).toEqual([
      "dev.knative.source.github.push",
      "dev.knative.source.github.pull_request",
      "dev.knative.source.github.ping",
    ]);
    expect(
      emits(SOURCES, "GitLabSource", "eventTypes: [job_events, confidential_issues_events, releases_events]"),
    ).toEqual([
      "dev.knative.sources.gitlab.job",
      "dev.knative.sources.gitlab.confidential_issue",
      "dev.knative.sources.gitlab.release",
    ]);
    expect(emits(SOURCES, "RedisStreamSource", "")).toEqual(["dev.knative.sources.redisstream"]);
    expect(emits(SOURCES, "AwsSqsSource", "")).toEqual(["aws.sqs.message"]);
    const GOOGLE = "events.cloud.google.com/v1";
    expect(emits(GOOGLE, "CloudStorageSource", "bucket: b")).toHaveLength(4);
    expect(emits(GOOGLE, "CloudStorageSource", "eventTypes: [google.cloud.storage.object.v1.deleted]")).toEqual([
      "google.cloud.storage.object.v1.deleted",
    ]);
    expect(emits(GOOGLE, "CloudSchedulerSource", "", "sluice.dev/emits: shop.night.begins")).toEqual([
      "google.cloud.scheduler.job.v1.executed",
    ]);
    expect(emits(GOOGLE, "CloudBuildSource", "")).toEqual(["google.cloud.cloudbuild.build.v1.statusChanged"]);
    expect(emits(GOOGLE, "CloudAuditLogsSource", "")).toEqual(["google.cloud.audit.log.v1.written"]);
    expect(emits(GOOGLE, "CloudPubSubSource", "")).toEqual(["google.cloud.pubsub.topic.v1.messagePublished"]);
  });

  const kafka = (annotations: string): string => `
apiVersion: sources.knative.dev/v1
kind: KafkaSource
metadata: { name: k, annotations: { ${annotations} } }
spec:
  bootstrapServers: [k]
  topics: [t]
  sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b } }
  delivery: { retry: 2, deadLetterSink: { uri: "http://dead.example.com" } }
---
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: b }
`;
  const sent = (graph: EventGraph): { types: readonly string[]; open: boolean } => {
    const [hop] = graph.hops;
    if (hop === undefined) throw new Error("no leg");
    const { types, open } = flowTypes(graph).on(hop);
    return { types: [...types], open };
  };

  it("that forward CloudEvents emit their own type and whatever else may come, unless they state all", () => {
    expect(sent(build(kafka("")))).toEqual({ types: ["dev.knative.kafka.event"], open: true });
    expect(sent(build(kafka("sluice.dev/emits: shop.order")))).toEqual({ types: ["shop.order"], open: false });
  });

  it("carry the delivery of a KafkaSource", () => {
    const [hop] = build(kafka("")).hops;
    expect(hop).toMatchObject({
      kind: "sink",
      carriesDelivery: true,
      delivery: { specified: true, retry: { value: 2 }, deadLetterSink: { url: "http://dead.example.com" } },
    });
  });
});

describe("sinks and channels", () => {
  it("end events without an answer, and keep them as long as is known", () => {
    const { endpoints } = build(`
{ apiVersion: eventing.knative.dev/v1alpha1, kind: KafkaSink, metadata: { name: k }, spec: { topic: t } }
---
{ apiVersion: sinks.knative.dev/v1alpha1, kind: RedisStreamSink, metadata: { name: r }, spec: { stream: s } }
---
{ apiVersion: messaging.knative.dev/v1beta1, kind: KafkaChannel, metadata: { name: kc } }
---
{ apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, metadata: { name: imc } }
---
{ apiVersion: messaging.knative.dev/v1alpha1, kind: NatsJetStreamChannel, metadata: { name: file }, spec: { stream: { config: { storage: File } } } }
---
{ apiVersion: messaging.knative.dev/v1alpha1, kind: NatsJetStreamChannel, metadata: { name: memory }, spec: { stream: { config: { storage: Memory } } } }
---
{ apiVersion: messaging.knative.dev/v1alpha1, kind: NatsJetStreamChannel, metadata: { name: unsaid } }
---
{ apiVersion: messaging.cloud.google.com/v1beta1, kind: Channel, metadata: { name: pubsub } }
---
{ apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: { name: shipped } }
---
{ apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: { name: kb, annotations: { eventing.knative.dev/broker.class: Kafka } } }
---
{ apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: { name: rb, annotations: { eventing.knative.dev/broker.class: RabbitMQBroker } } }
`);
    expect(endpoints.map((endpoint) => [endpoint.name, endpoint.kind, endpoint.replies, isDurable(endpoint)])).toEqual([
      ["k", "sink", [], undefined],
      ["r", "sink", [], undefined],
      ["kc", "channel", [], true],
      ["imc", "channel", [], false],
      ["file", "channel", [], true],
      ["memory", "channel", [], false],
      ["unsaid", "channel", [], undefined],
      ["pubsub", "channel", [], undefined],
      ["shipped", "broker", [], false],
      ["kb", "broker", [], true],
      ["rb", "broker", [], undefined],
    ]);
  });

  it("take a Subscription to a Pub/Sub Channel", () => {
    const graph = build(`
{ apiVersion: messaging.cloud.google.com/v1beta1, kind: Channel, metadata: { name: c } }
---
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: { name: s }
spec:
  channel: { apiVersion: messaging.cloud.google.com/v1beta1, kind: Channel, name: c }
  subscriber: { uri: "http://x.example.com" }
`);
    expect(graph.dangling).toEqual([]);
    expect(graph.hops.map(({ from, kind }) => [from, kind])).toEqual([
      ["messaging.cloud.google.com/Channel/default/c", "subscription"],
    ]);
  });
});

describe("a Camel Pipe", () => {
  const BROKER = "ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b }";
  const KAMELET = "ref: { apiVersion: camel.apache.org/v1, kind: Kamelet, name: k }";
  const pipe = (source: string, sink: string): EventGraph =>
    build(`
{ apiVersion: camel.apache.org/v1, kind: Pipe, metadata: { name: p }, spec: { source: { ${source} }, sink: { ${sink} } } }
---
{ apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: { name: b } }
`);
  const PIPE = "camel.apache.org/Pipe/default/p";
  const summary = (graph: EventGraph): unknown => ({
    pipe: graph.endpoints
      .filter(({ id }) => id === PIPE)
      .map(({ kind, emits: sent }) => [kind, sent?.map(({ type }) => type)]),
    hops: graph.hops.map(({ kind, from, to, filter }) => [kind, from, to?.endpoint, filter.attributes?.type]),
    dangling: graph.dangling,
  });

  it("is a source into a Broker, of Camel's type or the one its sink says", () => {
    expect(summary(pipe(KAMELET, BROKER))).toEqual({
      pipe: [["source", ["org.apache.camel.event"]]],
      hops: [["sink", PIPE, "eventing.knative.dev/Broker/default/b", undefined]],
      dangling: [],
    });
    expect(summary(pipe(KAMELET, `${BROKER}, properties: { type: one, ce.override.ce-type: two }`))).toMatchObject({
      pipe: [["source", ["two"]]],
    });
  });

  it("is a subscriber behind a Broker, by a Trigger on the type its source says", () => {
    expect(summary(pipe(`${BROKER}, properties: { cloudEventsType: shop.order }`, KAMELET))).toEqual({
      pipe: [["subscriber", undefined]],
      hops: [["trigger", "eventing.knative.dev/Broker/default/b", PIPE, "shop.order"]],
      dangling: [],
    });
  });

  it("is nothing between Kamelets", () => {
    expect(summary(pipe(KAMELET, 'uri: "log:a"'))).toEqual({ pipe: [], hops: [], dangling: [] });
  });
});
