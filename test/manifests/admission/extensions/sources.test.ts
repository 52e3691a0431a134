import { describe, expect, it } from "vitest";
import { admitYaml, defaultedYaml, said } from "../../harness.ts";
import { object, runExamples, SINK } from "./examples.ts";

const SECRETS =
  "accessToken: { secretKeyRef: { name: s, key: a } }, secretToken: { secretKeyRef: { name: s, key: b } }";
const github = (spec: string): string =>
  object("sources.knative.dev/v1alpha1", "GitHubSource", `${SECRETS}, eventTypes: [push], ${spec}`);
const gitlab = (spec: string): string =>
  object("sources.knative.dev/v1alpha1", "GitLabSource", `${SECRETS}, eventTypes: [push_events], ${spec}`);
const redis = (spec: string): string => object("sources.knative.dev/v1alpha1", "RedisStreamSource", spec);
const REDIS = 'address: "rediss://redis:6379", stream: orders';
const jetStream = (spec: string, metadata = ""): string =>
  object("messaging.knative.dev/v1alpha1", "NatsJetStreamChannel", spec, metadata);
const google = (kind: string, spec: string, annotations = ""): string =>
  object("events.cloud.google.com/v1", kind, `${SINK}, ${spec}`, `, annotations: { ${annotations} }`);
const CLASS = "autoscaling.knative.dev/class: keda.autoscaling.knative.dev";
const GOOGLE_WARNING =
  "warning unmaintained-kind kind: knative-gcp has not been maintained since April 2022 (its last release is v0.23.0).";
const PUBSUB_WARNING = `${GOOGLE_WARNING} Use an Eventarc trigger for google.cloud.pubsub.topic.v1.messagePublished.`;

describe("sources of others", () => {
  runExamples([
    {
      rule: "github-source",
      fault: "a URL for the repository, and a switch that does nothing",
      bad: github(`ownerAndRepository: "https://github.com/knative/eventing.git", secure: false, ${SINK}`),
      good: github(`ownerAndRepository: knative/eventing, secure: true, ${SINK}`),
      says: [
        'warning github-source spec.ownerAndRepository: ownerAndRepository is "https://github.com/knative/eventing.git", which is neither owner/repository nor an organization. Did you mean "knative/eventing"?',
        "warning github-source spec.secure: secure: false changes nothing: the hook is made with https all the same. Leave it out, and give the adapter an address that GitHub reaches by https.",
      ],
    },
    {
      rule: "invalid-destination",
      fault: "a sink by two names, which others take as an address below an object",
      bad: github(
        "ownerAndRepository: knative, sink: { ref: { apiVersion: v1, kind: Service, name: s }, uri: /hooks }",
      ),
      good: github("ownerAndRepository: knative, sink: { ref: { apiVersion: v1, kind: Service, name: s } }"),
      says: [
        "invalid-destination spec.sink.uri: The sink has both ref and uri; this kind of source takes exactly one. Remove the uri, or write the whole address and remove the ref.",
      ],
    },
    {
      rule: "value-not-allowed",
      fault: "an event GitHub does not have, and no event",
      bad: object(
        "sources.knative.dev/v1alpha1",
        "GitHubSource",
        `${SECRETS}, eventTypes: [pull_requests], ownerAndRepository: "", ${SINK}`,
      ),
      good: github(`ownerAndRepository: knative/eventing, ${SINK}`),
      says: [
        expect.stringContaining(
          'value-not-allowed spec.eventTypes[0]: spec.eventTypes[0] is the text "pull_requests", which is not among its values. Did you mean "pull_request"?',
        ),
        "value-not-allowed spec.ownerAndRepository: spec.ownerAndRepository is empty. Write at least 1 character.",
      ],
    },
    {
      rule: "gitlab-source",
      fault: "a path for the project",
      bad: gitlab(`projectUrl: group/project, ${SINK}`),
      good: gitlab(`projectUrl: "https://gitlab.com/group/project", ${SINK}`),
      says: [
        'gitlab-source spec.projectUrl: projectUrl is "group/project", which is no URL. Write the project\'s whole address, such as https://gitlab.com/owner/project.',
      ],
    },
    {
      rule: "missing-field",
      fault: "Secrets without keys, and no sink",
      bad: object(
        "sources.knative.dev/v1alpha1",
        "GitLabSource",
        'projectUrl: "https://gitlab.com/g/p", eventTypes: [], accessToken: { secretKeyRef: { name: s } }, secretToken: {}',
      ),
      good: gitlab(`projectUrl: "https://gitlab.com/g/p", ${SINK}`),
      says: [
        "value-not-allowed spec.eventTypes: spec.eventTypes is empty. Write at least one.",
        'missing-field spec.accessToken.secretKeyRef.key: spec.accessToken.secretKeyRef.key is missing. Add "key" to spec.accessToken.secretKeyRef.',
        'missing-field spec.sink: spec.sink is missing. Add "sink" to spec.',
      ],
    },
    {
      rule: "redis-stream",
      fault: "nothing that is needed, though nothing is required",
      bad: redis(""),
      good: redis(`${REDIS}, ${SINK}`),
      says: [
        "redis-stream spec.address: There is no Redis to reach. The cluster takes the object all the same. Write its address, such as rediss://redis.shop.svc.cluster.local:6379.",
        "redis-stream spec.stream: No stream is named. The cluster takes the object all the same. Write the name of the stream.",
        "invalid-destination spec.sink: This destination has neither ref nor uri, so events would go nowhere. Write a ref with apiVersion, kind and name, or an absolute uri.",
      ],
    },
    {
      rule: "redis-stream",
      fault: "a password for everyone to read, which is not repeated",
      bad: object(
        "sinks.knative.dev/v1alpha1",
        "RedisStreamSink",
        'address: "rediss://shop:hunter2@redis:6379", stream: orders',
      ),
      good: object("sinks.knative.dev/v1alpha1", "RedisStreamSink", REDIS),
      says: [
        'warning redis-stream spec.address: "rediss://shop:…@redis:6379" holds a password that everyone who may read this object can read. Name the password in dialOptions, or fill it in when you apply.',
      ],
    },
    {
      rule: "redis-stream",
      fault: "an address of something else",
      bad: redis(`address: "redis:6379", stream: orders, ${SINK}`),
      good: redis(`${REDIS}, ${SINK}`),
      says: [
        'redis-stream spec.address: "redis:6379" is no address of Redis. Begin it with redis://, or rediss:// for TLS.',
      ],
    },
    {
      rule: "jet-stream",
      fault: "words of other letters, which nobody refuses",
      bad: jetStream("stream: { config: { storage: file, retention: WorkQueue } }"),
      good: jetStream(
        "stream: { config: { storage: File, retention: Work } }, consumerConfigTemplate: { ackWait: 30s }",
      ),
      says: [
        'jet-stream spec.stream.config.retention: retention is "WorkQueue", which JetStream does not know. The cluster takes it. Write one of Limits, Interest, Work.',
        'jet-stream spec.stream.config.storage: storage is "file", which JetStream does not know. The cluster takes it. Did you mean "File"?',
      ],
    },
    {
      rule: "missing-field",
      fault: "a deployment without affinity, which the definition wants",
      bad: jetStream("deploymentSpecTemplate: { labels: { a: b } }, consumerConfigTemplate: { fetchBatchSize: 0 }"),
      good: jetStream("deploymentSpecTemplate: { affinity: {}, labels: { a: b } }"),
      says: [
        'missing-field spec.deploymentSpecTemplate.affinity: spec.deploymentSpecTemplate.affinity is missing. Add "affinity" to spec.deploymentSpecTemplate.',
        "value-not-allowed spec.consumerConfigTemplate.fetchBatchSize: spec.consumerConfigTemplate.fetchBatchSize is 0, which is beyond its limits. Write a number from 1.",
      ],
    },
    {
      rule: "invalid-destination",
      fault: "an IntegrationSource without a sink, which nobody refuses",
      bad: object("sources.knative.dev/v1alpha1", "IntegrationSource", "timer: { period: 1000 }"),
      good: object("sources.knative.dev/v1alpha1", "IntegrationSource", `timer: { period: 1000 }, ${SINK}`),
      says: [
        "invalid-destination spec.sink: This destination has neither ref nor uri, so events would go nowhere. Write a ref with apiVersion, kind and name, or an absolute uri.",
      ],
    },
    {
      rule: "invalid-ce-overrides",
      fault: "capitals, which Knative takes",
      bad: redis(`${REDIS}, ${SINK}, ceOverrides: { extensions: { orderId: a } }`),
      good: redis(`${REDIS}, ${SINK}, ceOverrides: { extensions: { orderid: a } }`),
      says: [
        'warning invalid-ce-overrides spec.ceOverrides.extensions[orderId]: "orderId" has capitals, which names of CloudEvents have not: it is sent as "orderid". Write "orderid".',
      ],
    },
    {
      rule: "aws-sqs-source",
      fault: "no sink",
      bad: object("sources.knative.dev/v1alpha1", "AwsSqsSource", 'queueUrl: "https://sqs.example.com/q"'),
      good: object(
        "sources.knative.dev/v1alpha1",
        "AwsSqsSource",
        'queueUrl: "https://sqs.example.com/q", sink: { apiVersion: v1, kind: Service, name: s }',
      ),
      says: [
        "warning unmaintained-kind kind: AwsSqsSource has not been maintained since June 2022, and no Kubernetes from 1.22 on can install it. Write an IntegrationSource of sources.knative.dev/v1alpha1 with aws.sqs.",
        "aws-sqs-source spec.sink: This source sends its events nowhere. Write apiVersion, kind and name of the sink.",
      ],
    },
    {
      rule: "google-source",
      fault: "durations beyond their bounds, and a topic with its project",
      bad: google("CloudPubSubSource", "topic: projects/p/topics/t, ackDeadline: 11m, retentionDuration: P1D"),
      good: google("CloudPubSubSource", "topic: t, ackDeadline: 10m, retentionDuration: 24h"),
      says: [
        PUBSUB_WARNING,
        'google-source spec.ackDeadline: ackDeadline is "11m", which is beyond its bounds. Write it from 0s to 10m.',
        'google-source spec.retentionDuration: retentionDuration is "P1D", which is no duration of Go. Write it from 10s to 168h.',
        'google-source spec.topic: topic is "projects/p/topics/t"; only the id of the topic is meant. Write "t", and the project in spec.project.',
      ],
    },
    {
      rule: "google-source",
      fault: "two credentials",
      bad: google("CloudBuildSource", "serviceAccountName: a, secret: { name: s, key: k }"),
      good: google("CloudBuildSource", "serviceAccountName: a"),
      says: [
        `${GOOGLE_WARNING} Use an Eventarc trigger on the Pub/Sub topic cloud-builds.`,
        "google-source spec.secret: The source has two kinds of credentials: serviceAccountName and secret. Keep serviceAccountName for Workload Identity, or the secret.",
      ],
    },
    {
      rule: "google-source",
      fault: "scales that KEDA does not take",
      bad: google(
        "CloudPubSubSource",
        "topic: t",
        `${CLASS}, autoscaling.knative.dev/minScale: "9", autoscaling.knative.dev/maxScale: "3", keda.autoscaling.knative.dev/cooldownPeriod: "5"`,
      ),
      good: google("CloudPubSubSource", "topic: t", `${CLASS}, keda.autoscaling.knative.dev/cooldownPeriod: "15"`),
      says: [
        PUBSUB_WARNING,
        'google-source metadata.annotations[keda.autoscaling.knative.dev/cooldownPeriod]: keda.autoscaling.knative.dev/cooldownPeriod is "5". Write a whole number, in quotes, of 15 or more.',
        "google-source metadata.annotations[autoscaling.knative.dev/minScale]: minScale 9 is above maxScale 3. Write a maxScale that is at least minScale.",
      ],
    },
    {
      rule: "value-not-allowed",
      fault: "the legacy name of a storage event",
      bad: google("CloudStorageSource", "bucket: b, eventTypes: [com.google.cloud.storage.object.finalize]"),
      good: google("CloudStorageSource", "bucket: b, eventTypes: [google.cloud.storage.object.v1.finalized]"),
      says: [
        `${GOOGLE_WARNING} Use an Eventarc trigger for google.cloud.storage.object.v1.finalized.`,
        expect.stringContaining("value-not-allowed spec.eventTypes[0]"),
      ],
    },
    {
      rule: "channel-subscribers",
      fault: "those of a Pub/Sub Channel",
      bad: object("messaging.cloud.google.com/v1beta1", "Channel", "subscribers: [{ uid: u }]"),
      good: object("messaging.cloud.google.com/v1beta1", "Channel", ""),
      says: [
        `${GOOGLE_WARNING} Write a KafkaChannel of messaging.knative.dev/v1beta1, or a NatsJetStreamChannel.`,
        "warning channel-subscribers spec.subscribers: spec.subscribers belongs to the channel's controller. Remove it and write a Subscription for each subscriber.",
      ],
    },
  ]);

  it("fills in credentials, durations, events and addresses as their webhooks do", () => {
    expect(defaultedYaml(google("CloudPubSubSource", "topic: t")).spec).toMatchObject({
      ackDeadline: "30s",
      retentionDuration: "168h",
      secret: { name: "google-cloud-key", key: "key.json" },
    });
    expect(defaultedYaml(google("CloudStorageSource", "bucket: b, serviceAccountName: s")).spec).toEqual({
      bucket: "b",
      serviceAccountName: "s",
      sink: { uri: "http://a.example.com" },
      eventTypes: ["finalized", "archived", "deleted", "metadataUpdated"].map(
        (name) => `google.cloud.storage.object.v1.${name}`,
      ),
    });
    expect(defaultedYaml(github(`ownerAndRepository: a, ${SINK}`)).spec?.githubAPIURL).toBe("https://api.github.com/");
  });

  it("knows which of Google's kinds there are, and that a KameletBinding is gone", () => {
    expect(said(admitYaml(object("events.cloud.google.com/v1", "CloudPubSubSources", SINK)))).toEqual([
      'unknown-kind kind: events.cloud.google.com/v1 has no kind "CloudPubSubSources". Did you mean "CloudPubSubSource"?',
    ]);
    expect(said(admitYaml(object("camel.apache.org/v1alpha1", "KameletBinding", "source: {}")))).toEqual([
      expect.stringContaining("retired-kind kind: KameletBinding of camel.apache.org/v1alpha1 is retired"),
    ]);
    expect(said(admitYaml(object("camel.apache.org/v1", "IntegrationPlatform", "build: {}")))).toEqual([]);
  });
});
