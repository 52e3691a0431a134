import { defineEntry, type RuleEntry } from "./entry.ts";
import { broker, object, SINK, stream, trigger } from "./objects.ts";

const K = "knative/sources.md";
const kafka = (fields: string, metadata?: string): string =>
  object("sources.knative.dev/v1", "KafkaSource", `bootstrapServers: [kafka:9092], ${fields}, ${SINK}`, metadata);
const KAFKA = "consumerGroup: shop, topics: [orders]";
const sink = (fields: string): string => object("eventing.knative.dev/v1alpha1", "KafkaSink", fields);
const CLASS = "eventing.knative.dev/broker.class";
const CONFIG = "config: { apiVersion: v1, kind: ConfigMap, name: kafka-broker-config, namespace: shop }";
const kafkaBroker = (spec?: string): string => broker(spec, `annotations: { ${CLASS}: Kafka }`);
const configMap = (data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: kafka-broker-config, namespace: shop }\ndata: { ${data} }\n`;
const rabbitSource = (resources: string): string =>
  object(
    "sources.knative.dev/v1alpha1",
    "RabbitmqSource",
    `rabbitmqClusterReference: { name: rabbit }, rabbitmqResourcesConfig: { ${resources} }, ${SINK}`,
  );
const rabbitConfig = (spec: string): string => object("eventing.knative.dev/v1alpha1", "RabbitmqBrokerConfig", spec);
const pipe = (spec: string): string => object("camel.apache.org/v1", "Pipe", spec);
const github = (repository: string): string =>
  object(
    "sources.knative.dev/v1alpha1",
    "GitHubSource",
    `eventTypes: [push], ownerAndRepository: ${repository}, accessToken: { secretKeyRef: { name: github, key: access } }, secretToken: { secretKeyRef: { name: github, key: secret } }, ${SINK}`,
  );
const gitlab = (url: string): string =>
  object(
    "sources.knative.dev/v1alpha1",
    "GitLabSource",
    `eventTypes: [push_events], projectUrl: "${url}", accessToken: { secretKeyRef: { name: gitlab, key: access } }, secretToken: { secretKeyRef: { name: gitlab, key: secret } }, ${SINK}`,
  );
const SHOP_CLASS = `annotations: { ${CLASS}: googlecloud }`;

const MAINTAINED = 'rules: { unmaintained-kind: "off" }\n';
const pubSub = (fields: string): string =>
  object("events.cloud.google.com/v1", "CloudPubSubSource", `${fields}, ${SINK}`);
const sqs = (sinkField: string): string =>
  object("sources.knative.dev/v1alpha1", "AwsSqsSource", `queueUrl: https://sqs.example.com/1/orders${sinkField}`);

/** Kinds and classes that others add to Knative (sources.md). */
export const EXTENSIONS: readonly RuleEntry[] = [
  defineEntry({
    code: "kafka-source",
    title: "A KafkaSource that cannot read",
    source: [`${K} §1.1`],
    effect: "Refused, or taken and never ready.",
    why: "It needs servers and topics, and says where it begins.",
    mend: "Write bootstrapServers, topics and, where it matters, initialOffset.",
    examples: [
      {
        rule: "initialOffset is earliest or latest.",
        bad: kafka(`${KAFKA}, initialOffset: newest`),
        good: kafka(`${KAFKA}, initialOffset: latest`),
      },
      { rule: "There is a topic.", bad: kafka("consumerGroup: shop, topics: []"), good: kafka(KAFKA) },
    ],
  }),
  defineEntry({
    code: "random-consumer-group",
    title: "A KafkaSource that forgets where it was",
    source: [`${K} §1.1`],
    effect: "Made anew, it starts over at its initialOffset: events are lost, or come twice.",
    why: "Without consumerGroup Knative makes up one, for this object alone.",
    mend: "Write a consumerGroup.",
    examples: [{ rule: "A KafkaSource has a consumerGroup.", bad: kafka("topics: [orders]"), good: kafka(KAFKA) }],
  }),
  defineEntry({
    code: "kafka-scaling",
    title: "Scaling of a KafkaSource that does not work",
    source: [`${K} §1.1`],
    effect: "The annotation is ignored, or the scaler fails.",
    why: "Nobody checks these annotations at admission.",
    mend: "Write whole numbers under the names that are read.",
    examples: [
      {
        rule: "The name is one that is read.",
        bad: kafka(KAFKA, 'annotations: { autoscaling.eventing.knative.dev/minscale: "1" }'),
        good: kafka(KAFKA, 'annotations: { autoscaling.eventing.knative.dev/min-scale: "1" }'),
      },
      {
        rule: "The value is a whole number.",
        bad: kafka(KAFKA, "annotations: { autoscaling.eventing.knative.dev/max-scale: ten }"),
        good: kafka(KAFKA, 'annotations: { autoscaling.eventing.knative.dev/max-scale: "10" }'),
      },
    ],
  }),
  defineEntry({
    code: "kafka-sink",
    title: "A KafkaSink that cannot write",
    source: [`${K} §1.2`],
    effect: "Refused, or taken and never ready.",
    why: "A topic is made with both numPartitions and replicationFactor, or used as it is with neither.",
    mend: "Write the topic, the servers, and both or none of these.",
    examples: [
      {
        rule: "numPartitions and replicationFactor stand together.",
        bad: sink("topic: orders, bootstrapServers: [kafka:9092], numPartitions: 3"),
        good: sink("topic: orders, bootstrapServers: [kafka:9092], numPartitions: 3, replicationFactor: 1"),
      },
    ],
  }),
  defineEntry({
    code: "kafka-channel",
    title: "A KafkaChannel that cannot be made",
    source: [`${K} §1.3`],
    effect: "The webhook refuses the channel.",
    why: "Its topic has at least one partition and replica, and keeps events for a time.",
    mend: "Write numbers from 1 and an ISO 8601 duration.",
    examples: [
      {
        rule: "retentionDuration is ISO 8601.",
        bad: object("messaging.knative.dev/v1beta1", "KafkaChannel", "retentionDuration: 7d"),
        good: object("messaging.knative.dev/v1beta1", "KafkaChannel", "retentionDuration: P7D"),
      },
    ],
  }),
  defineEntry({
    code: "broker-config",
    title: "A Broker whose config its class cannot use",
    source: [`${K} §1.4`, `${K} §2.2`],
    effect: "Refused, or taken and never ready.",
    why: "Each class of Broker wants a config of its own kind; the shipped one says nothing of Kafka or RabbitMQ.",
    mend: "Refer to a config of that class.",
    examples: [
      { rule: "A Kafka Broker has a config.", bad: kafkaBroker(), good: kafkaBroker(CONFIG) },
      {
        rule: "The config of a Kafka Broker is a ConfigMap.",
        bad: kafkaBroker(CONFIG.replace("kind: ConfigMap", "kind: Secret")),
        good: kafkaBroker(CONFIG),
      },
    ],
  }),
  defineEntry({
    code: "kafka-broker-config",
    title: "A ConfigMap that misses what a Kafka Broker needs",
    source: [`${K} §1.4`],
    effect: "The Broker never becomes ready.",
    why: "Three keys are read, two of them as numbers above zero.",
    mend: "Write bootstrap.servers, default.topic.partitions and default.topic.replication.factor.",
    examples: [
      {
        rule: "All three keys are there.",
        bad: stream(kafkaBroker(CONFIG), configMap('bootstrap.servers: kafka:9092, default.topic.partitions: "10"')),
        good: stream(
          kafkaBroker(CONFIG),
          configMap(
            'bootstrap.servers: kafka:9092, default.topic.partitions: "10", default.topic.replication.factor: "3"',
          ),
        ),
      },
    ],
  }),
  defineEntry({
    code: "broker-annotation",
    title: "An annotation for Brokers of another class, or with a value it does not have",
    source: [`${K} §1.4`, `${K} §2.2`],
    effect: "Nobody reads it, or the object is refused.",
    why: "Classes of Brokers have annotations of their own.",
    mend: "Write a value that the class reads, or leave it out.",
    examples: [
      {
        rule: "kafka.eventing.knative.dev/delivery.order is ordered or unordered.",
        bad: trigger("filter: {}", "annotations: { kafka.eventing.knative.dev/delivery.order: sorted }"),
        good: trigger("filter: {}", "annotations: { kafka.eventing.knative.dev/delivery.order: ordered }"),
      },
      {
        rule: "The Broker's class reads it.",
        bad: stream(
          broker(),
          trigger("filter: {}", "annotations: { kafka.eventing.knative.dev/delivery.order: ordered }"),
        ),
        good: stream(broker(), trigger("filter: {}")),
      },
    ],
  }),
  defineEntry({
    code: "rabbitmq-source",
    title: "A RabbitmqSource that reads nothing",
    source: [`${K} §2.1`],
    effect: "Refused, or taken without anything to read.",
    why: "It declares a queue and binds it to an exchange, unless both exist.",
    mend: "Write queueName and exchangeName.",
    examples: [
      {
        rule: "An exchange that is declared has a name.",
        bad: rabbitSource("queueName: orders"),
        good: rabbitSource("queueName: orders, exchangeName: shop"),
      },
      {
        rule: "There is a queue.",
        bad: rabbitSource("exchangeName: shop"),
        good: rabbitSource("queueName: orders, exchangeName: shop"),
      },
    ],
  }),
  defineEntry({
    code: "rabbitmq-broker-config",
    title: "A RabbitMQ config without a cluster",
    source: [`${K} §2.2`],
    effect: "The webhook refuses the config.",
    why: "The cluster is named, or reached by a Secret.",
    mend: "Write rabbitmqClusterReference.name, or its connectionSecret.",
    examples: [
      {
        rule: "The cluster has a name.",
        bad: rabbitConfig("queueType: quorum, rabbitmqClusterReference: { namespace: shop }"),
        good: rabbitConfig("queueType: quorum, rabbitmqClusterReference: { name: rabbit, namespace: shop }"),
      },
    ],
  }),
  defineEntry({
    code: "redis-stream",
    title: "A stream of Redis that cannot be reached",
    source: [`${K} §4`],
    effect: "The cluster takes the object; its receiver fails when it starts.",
    why: "No webhook looks at these kinds.",
    mend: "Write the address as rediss://HOST:PORT and the name of the stream.",
    examples: [
      {
        rule: "The address is one of Redis.",
        bad: object(
          "sources.knative.dev/v1alpha1",
          "RedisStreamSource",
          `address: http://redis, stream: orders, ${SINK}`,
        ),
        good: object(
          "sources.knative.dev/v1alpha1",
          "RedisStreamSource",
          `address: "rediss://redis:6379", stream: orders, ${SINK}`,
        ),
      },
    ],
  }),
  defineEntry({
    code: "jet-stream",
    title: "A word that JetStream does not know",
    source: [`${K} §3.1`],
    effect: "The cluster takes the channel; its stream is never made.",
    why: "No webhook looks at these words.",
    mend: "Write a word that the finding lists.",
    examples: [
      {
        rule: "The words are JetStream's.",
        bad: object("messaging.knative.dev/v1alpha1", "NatsJetStreamChannel", "stream: { config: { storage: Disk } }"),
        good: object("messaging.knative.dev/v1alpha1", "NatsJetStreamChannel", "stream: { config: { storage: File } }"),
      },
    ],
  }),
  defineEntry({
    code: "camel-pipe",
    title: "A Pipe that does not hold together",
    source: [`${K} §8`],
    effect: "The cluster takes it; Camel K never runs it, or runs it otherwise than written.",
    why: "Its definition asks for nothing.",
    mend: "Name each end by one ref or one uri.",
    examples: [
      {
        rule: "Each end names something.",
        bad: pipe('source: { uri: "timer:tick" }, sink: {}'),
        good: pipe('source: { uri: "timer:tick" }, sink: { uri: "knative:event/shop" }'),
      },
      {
        rule: "An end is a ref or a uri.",
        bad: pipe(
          'source: { uri: "timer:tick" }, sink: { uri: "knative:event/shop", ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }',
        ),
        good: pipe(
          'source: { uri: "timer:tick" }, sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }',
        ),
      },
    ],
  }),
  defineEntry({
    code: "github-source",
    title: "A GitHubSource that watches no repository",
    source: [`${K} §5`],
    effect: "The cluster takes it; the hook is made nowhere.",
    why: "ownerAndRepository is owner/repository, or an organization, and no URL.",
    mend: "Write it like knative/eventing.",
    examples: [
      { rule: "It names a repository.", bad: github("https://github.com/shop/orders"), good: github("shop/orders") },
    ],
  }),
  defineEntry({
    code: "gitlab-source",
    title: "A GitLabSource that watches no project",
    source: [`${K} §6`],
    effect: "The API server refuses the source.",
    why: "projectUrl is the URL of a project.",
    mend: "Write it like https://gitlab.com/shop/orders.",
    examples: [
      { rule: "projectUrl is a URL.", bad: gitlab("shop/orders"), good: gitlab("https://gitlab.com/shop/orders") },
    ],
  }),
  defineEntry({
    code: "google-delivery",
    title: "A delivery that a googlecloud Broker cannot carry",
    source: [`${K} §10`],
    effect: "The webhook refuses the Broker.",
    why: "Delivery is handed to Pub/Sub, which wants both fields of the backoff and dead-letters into topics alone.",
    mend: "Write backoffPolicy, backoffDelay and a pubsub:// topic.",
    examples: [
      {
        rule: "The dead-letter sink is a topic.",
        bad: broker(
          "delivery: { retry: 5, backoffPolicy: exponential, backoffDelay: PT1S, deadLetterSink: { uri: http://failures.example.com } }",
          SHOP_CLASS,
        ),
        good: broker(
          'delivery: { retry: 5, backoffPolicy: exponential, backoffDelay: PT1S, deadLetterSink: { uri: "pubsub://failures" } }',
          SHOP_CLASS,
        ),
      },
    ],
  }),
  defineEntry({
    code: "google-source",
    title: "A source of knative-gcp that cannot run",
    source: [`${K} §10`],
    effect: "Refused, or taken and never ready.",
    why: "These sources have one set of credentials, ids without paths, and durations within Pub/Sub's bounds.",
    mend: "Write what the finding says; better, move to Eventarc (see `unmaintained-kind`).",
    examples: [
      {
        rule: "There is one kind of credentials.",
        settings: MAINTAINED,
        bad: pubSub("topic: orders, serviceAccountName: shop, secret: { name: google, key: key.json }"),
        good: pubSub("topic: orders, serviceAccountName: shop"),
      },
      {
        rule: "A topic is an id.",
        settings: MAINTAINED,
        bad: pubSub("topic: projects/shop/topics/orders"),
        good: pubSub("topic: orders, project: shop"),
      },
    ],
  }),
  defineEntry({
    code: "aws-sqs-source",
    title: "An AwsSqsSource without a queue or a sink",
    source: [`${K} §7.1`],
    effect: "The cluster takes it, and nothing is delivered.",
    why: "Its definition asks for neither.",
    mend: "Write queueUrl, and apiVersion, kind and name of the sink.",
    examples: [
      {
        rule: "There is a sink.",
        settings: MAINTAINED,
        bad: sqs(""),
        good: sqs(", sink: { apiVersion: v1, kind: Service, name: charge }"),
      },
    ],
  }),
  defineEntry({
    code: "secret-key",
    title: "A reference to a Secret that names no key",
    source: [`${K} §1.1`, `${K} §4`],
    effect: "The cluster takes the object; what reads the Secret finds nothing.",
    why: "Definitions ask for name and key, and the round trip through Go fills in empty text before they look.",
    mend: "Write the name of the Secret and the key in it.",
    examples: [
      {
        rule: "A reference has name and key.",
        bad: kafka(`${KAFKA}, net: { tls: { enable: true, caCert: { secretKeyRef: { name: kafka } } } }`),
        good: kafka(`${KAFKA}, net: { tls: { enable: true, caCert: { secretKeyRef: { name: kafka, key: ca.crt } } } }`),
      },
    ],
  }),
];
