import type { Overlay } from "./overlays.ts";

const MAP = { map: "string" } as const;
/** A free-form place that Go decodes into a map of strings. */
const KEPT_MAP = { struct: MAP, unknown: "refused" } as const;
const QUANTITIES = { struct: { map: "quantity" }, unknown: "refused" } as const;

const GOOGLE = ["events.cloud.google.com"];
const SECRETS_OF_HOOKS = ["GitHubSource", "GitLabSource"];
const SCOPED_CHANNELS = ["KafkaChannel", "NatsJetStreamChannel"];

/** What the CustomResourceDefinitions of Knative's extensions, of Camel K and of knative-gcp do not say (sources.md). */
export const EXTENSION_OVERLAYS: readonly Overlay[] = [
  // Destinations. Where the definition asks for apiVersion, kind and name, the rule of references does (eventing.md §3.1).
  { at: "spec.sink.ref", kinds: SECRETS_OF_HOOKS, shape: "#KReference" },
  { at: "spec.sink.ref", groups: GOOGLE, shape: "#KReference" },
  {
    at: "spec.sink",
    kinds: ["KafkaSource", "RabbitmqSource", "RedisStreamSource", ...SECRETS_OF_HOOKS],
    typedAs: "Destination",
  },
  { at: "spec.sink", groups: GOOGLE, typedAs: "Destination" },
  { at: "spec.delivery", kinds: ["KafkaSource", "NatsJetStreamChannel"], typedAs: "DeliverySpec" },
  { at: "spec.subscribers[]", kinds: SCOPED_CHANNELS, typedAs: "SubscriberSpec" },

  // Kafka (sources.md §1).
  {
    at: "spec",
    kinds: ["KafkaSource"],
    wanted: ["sink"],
    literals: { initialOffset: ["earliest", "latest"], ordering: ["ordered", "unordered"] },
  },
  { at: "spec", kinds: ["KafkaSink"], required: ["topic"] },

  // RabbitMQ (sources.md §2): only the webhook asks for the resources, nobody for the queue.
  { at: "spec", kinds: ["RabbitmqSource"], wanted: ["rabbitmqResourcesConfig"] },
  { at: "spec.rabbitmqResourcesConfig", kinds: ["RabbitmqSource"], wanted: ["queueName"] },
  { at: "spec", kinds: ["RabbitmqBrokerConfig"], wanted: ["rabbitmqClusterReference"] },

  // NATS JetStream (sources.md §3.1): words nobody enforces.
  {
    at: "spec.stream.config",
    kinds: ["NatsJetStreamChannel"],
    name: "JetStreamConfig",
    doc: "The stream behind a channel (sources.md §3.1).",
    literals: { retention: ["Limits", "Interest", "Work"], discard: ["Old", "New"], storage: ["File", "Memory"] },
  },
  {
    at: "spec.consumerConfigTemplate",
    kinds: ["NatsJetStreamChannel"],
    name: "JetStreamConsumerConfig",
    doc: "How each subscriber reads the stream (sources.md §3.1).",
    literals: {
      deliverPolicy: ["All", "Last", "New", "ByStartSequence", "ByStartTime"],
      replayPolicy: ["Instant", "Original"],
      consumerType: ["Push", "Pull"],
    },
  },
  ...["annotations", "labels", "nodeSelector"].map((field) => ({
    at: `spec.deploymentSpecTemplate.${field}`,
    kinds: ["NatsJetStreamChannel"],
    shape: KEPT_MAP,
  })),
  ...["limits", "requests"].map((field) => ({
    at: `spec.deploymentSpecTemplate.resources.${field}`,
    kinds: ["NatsJetStreamChannel"],
    shape: QUANTITIES,
  })),

  // Redis (sources.md §4): no field is required, all three are needed.
  { at: "**.extensions", kinds: ["RedisStreamSource"], shape: KEPT_MAP },
  { at: "spec", kinds: ["RedisStreamSource"], wanted: ["address", "stream", "sink"] },
  { at: "spec", kinds: ["RedisStreamSink"], wanted: ["address", "stream"] },

  // GitHub and GitLab (sources.md §5, §6).
  { at: "**.secretKeyRef", kinds: SECRETS_OF_HOOKS, required: ["name", "key"], typedAs: "KeySelector" },
  { at: "spec", kinds: ["GitHubSource"], wanted: ["sink"] },
  { at: "spec", kinds: ["GitLabSource"], required: ["projectUrl"] },

  // AWS (sources.md §7.1): the old definition leaves objects open; the Go types are named there.
  { at: "spec.sink", kinds: ["AwsSqsSource"], shape: "#ObjectReference" },
  { at: "spec.awsCredsSecret", kinds: ["AwsSqsSource"], shape: "#KeySelector" },
  { at: "spec.annotations", kinds: ["AwsSqsSource"], shape: MAP },
  { at: "spec", kinds: ["AwsSqsSource"], required: ["queueUrl"], wanted: ["sink"] },

  // Camel (sources.md §8). `integration` is deprecated and holds a whole pod: left open. The options of each trait
  // belong to the operator's version and hold pods too: their names are known, what is in them is left open.
  ...["source", "sink", "steps[]"].map((end) => ({
    at: `spec.${end}`,
    kinds: ["Pipe"],
    name: "PipeEndpoint",
    doc: "An end or step of a Pipe: an object by `ref`, or a Camel `uri` (sources.md §8).",
  })),
  { at: "**.properties", kinds: ["Pipe"], shape: { map: "any" } },
  { at: "spec.errorHandler", kinds: ["Pipe"], shape: { map: "any" } },
  { at: "spec.integration", kinds: ["Pipe"], shape: "object" },
  { at: "spec.traits.addons", kinds: ["Pipe"], shape: { map: "object" } },
  { at: "spec.traits.*", kinds: ["Pipe"], shape: "object" },
  { at: "spec", kinds: ["Pipe"], wanted: ["source", "sink"] },
  { at: "status", kinds: ["Pipe"], shape: "object" },

  // Google (sources.md §10).
  { at: "**.extensions", groups: GOOGLE, shape: KEPT_MAP },
  { at: "spec", kinds: ["CloudPubSubSource"], required: ["topic"] },
  { at: "spec", kinds: ["CloudStorageSource"], required: ["bucket"] },
  { at: "spec", kinds: ["CloudSchedulerSource"], required: ["location", "schedule", "data"] },
  { at: "spec", kinds: ["CloudAuditLogsSource"], required: ["serviceName", "methodName"] },
  { at: "spec.subscribers[]", groups: ["messaging.cloud.google.com"], typedAs: "SubscriberSpec" },
];
