import { admitAwsSqsSource } from "../admission/extensions/aws-sqs.ts";
import { admitPipe } from "../admission/extensions/camel.ts";
import {
  admitCloudPubSubSource,
  admitGoogleSource,
  admitPubSubChannel,
  changeGoogleSource,
} from "../admission/extensions/google.ts";
import { admitJetStreamChannel } from "../admission/extensions/jet-stream.ts";
import {
  admitKafkaChannel,
  admitKafkaSink,
  admitKafkaSource,
  changeKafkaChannel,
  changeKafkaSink,
  changeKafkaSource,
} from "../admission/extensions/kafka.ts";
import {
  admitRabbitmqBrokerConfig,
  admitRabbitmqSource,
  changeRabbitmqBrokerConfig,
  changeRabbitmqSource,
} from "../admission/extensions/rabbitmq.ts";
import { admitRedisStreamSink, admitRedisStreamSource } from "../admission/extensions/redis.ts";
import { admitGitHubSource, admitGitLabSource } from "../admission/extensions/repository-hooks.ts";
import {
  defaultCloudPubSubSource,
  defaultCloudStorageSource,
  defaultGitHubSource,
  defaultGoogleSource,
  defaultJetStreamChannel,
  defaultKafkaChannel,
  defaultKafkaSource,
  defaultRabbitmqBrokerConfig,
  defaultRabbitmqSource,
  defaultSink,
} from "../defaults/extensions.ts";
import { noDefaults } from "../defaults/none.ts";
import type { Kind } from "./kind.ts";

const EVENTING = "eventing.knative.dev";
const MESSAGING = "messaging.knative.dev";
const SOURCES = "sources.knative.dev";
const GOOGLE = { group: "events.cloud.google.com", versions: ["v1", "v1beta1"], changes: changeGoogleSource } as const;
const ALPHA = ["v1alpha1"];

/** The kinds of Knative's extensions, of Camel K and of knative-gcp (sources.md §0). */
export const EXTENSION_KINDS: readonly Kind[] = [
  {
    group: SOURCES,
    kind: "KafkaSource",
    versions: ["v1", "v1beta1"],
    defaults: defaultKafkaSource,
    rules: admitKafkaSource,
    changes: changeKafkaSource,
  },
  {
    group: EVENTING,
    kind: "KafkaSink",
    versions: ALPHA,
    defaults: noDefaults,
    rules: admitKafkaSink,
    changes: changeKafkaSink,
  },
  {
    group: MESSAGING,
    kind: "KafkaChannel",
    versions: ["v1beta1", "v1"],
    defaults: defaultKafkaChannel,
    rules: admitKafkaChannel,
    changes: changeKafkaChannel,
  },
  {
    group: SOURCES,
    kind: "RabbitmqSource",
    versions: ALPHA,
    defaults: defaultRabbitmqSource,
    rules: admitRabbitmqSource,
    changes: changeRabbitmqSource,
  },
  {
    group: EVENTING,
    kind: "RabbitmqBrokerConfig",
    versions: ALPHA,
    defaults: defaultRabbitmqBrokerConfig,
    rules: admitRabbitmqBrokerConfig,
    changes: changeRabbitmqBrokerConfig,
  },
  {
    group: MESSAGING,
    kind: "NatsJetStreamChannel",
    versions: ALPHA,
    defaults: defaultJetStreamChannel,
    rules: admitJetStreamChannel,
  },
  {
    group: SOURCES,
    kind: "RedisStreamSource",
    versions: ALPHA,
    defaults: defaultSink,
    rules: admitRedisStreamSource,
  },
  {
    group: "sinks.knative.dev",
    kind: "RedisStreamSink",
    versions: ALPHA,
    defaults: noDefaults,
    rules: admitRedisStreamSink,
  },
  { group: SOURCES, kind: "GitHubSource", versions: ALPHA, defaults: defaultGitHubSource, rules: admitGitHubSource },
  { group: SOURCES, kind: "GitLabSource", versions: ALPHA, defaults: defaultSink, rules: admitGitLabSource },
  { group: SOURCES, kind: "AwsSqsSource", versions: ALPHA, defaults: noDefaults, rules: admitAwsSqsSource },
  { group: "camel.apache.org", kind: "Pipe", versions: ["v1"], defaults: noDefaults, rules: admitPipe },
  { ...GOOGLE, kind: "CloudPubSubSource", defaults: defaultCloudPubSubSource, rules: admitCloudPubSubSource },
  { ...GOOGLE, kind: "CloudStorageSource", defaults: defaultCloudStorageSource, rules: admitGoogleSource },
  { ...GOOGLE, kind: "CloudSchedulerSource", defaults: defaultGoogleSource, rules: admitGoogleSource },
  { ...GOOGLE, kind: "CloudAuditLogsSource", defaults: defaultGoogleSource, rules: admitGoogleSource },
  { ...GOOGLE, kind: "CloudBuildSource", defaults: defaultGoogleSource, rules: admitGoogleSource },
  {
    group: "messaging.cloud.google.com",
    kind: "Channel",
    versions: ["v1beta1"],
    defaults: noDefaults,
    rules: admitPubSubChannel,
  },
];
