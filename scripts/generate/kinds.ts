/** One kind that is generated: where it goes and which version authors write. */
export interface GeneratedKind {
  readonly group: string;
  readonly kind: string;
  /** Versions that get a schema. */
  readonly versions: readonly string[];
  /** The version of the typed L1 class. */
  readonly authored: string;
  /**
   * What its class and files are named by, where another group has a kind of the same name.
   *
   * @default - the kind
   */
  readonly named?: string;
}

/** The kinds Sluice knows, in the order of the generated index. Adding one is a line here. */
export const GENERATED_KINDS: readonly GeneratedKind[] = [
  { group: "serving.knative.dev", kind: "Service", versions: ["v1"], authored: "v1" },
  { group: "serving.knative.dev", kind: "Configuration", versions: ["v1"], authored: "v1" },
  { group: "serving.knative.dev", kind: "Revision", versions: ["v1"], authored: "v1" },
  { group: "serving.knative.dev", kind: "Route", versions: ["v1"], authored: "v1" },
  { group: "serving.knative.dev", kind: "DomainMapping", versions: ["v1beta1"], authored: "v1beta1" },
  { group: "eventing.knative.dev", kind: "Broker", versions: ["v1"], authored: "v1" },
  { group: "eventing.knative.dev", kind: "Trigger", versions: ["v1"], authored: "v1" },
  // v1beta2 is the last version that keeps schemaData, in which contracts travel (eventing.md §4.8).
  {
    group: "eventing.knative.dev",
    kind: "EventType",
    versions: ["v1beta1", "v1beta2", "v1beta3"],
    authored: "v1beta2",
  },
  { group: "eventing.knative.dev", kind: "EventPolicy", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "eventing.knative.dev", kind: "EventTransform", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "eventing.knative.dev", kind: "RequestReply", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "messaging.knative.dev", kind: "Channel", versions: ["v1"], authored: "v1" },
  { group: "messaging.knative.dev", kind: "InMemoryChannel", versions: ["v1"], authored: "v1" },
  { group: "messaging.knative.dev", kind: "Subscription", versions: ["v1"], authored: "v1" },
  { group: "flows.knative.dev", kind: "Sequence", versions: ["v1"], authored: "v1" },
  { group: "flows.knative.dev", kind: "Parallel", versions: ["v1"], authored: "v1" },
  { group: "sources.knative.dev", kind: "PingSource", versions: ["v1", "v1beta2"], authored: "v1" },
  { group: "sources.knative.dev", kind: "ApiServerSource", versions: ["v1"], authored: "v1" },
  { group: "sources.knative.dev", kind: "ContainerSource", versions: ["v1"], authored: "v1" },
  { group: "sources.knative.dev", kind: "SinkBinding", versions: ["v1"], authored: "v1" },
  { group: "sources.knative.dev", kind: "IntegrationSource", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "sinks.knative.dev", kind: "JobSink", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "sinks.knative.dev", kind: "IntegrationSink", versions: ["v1alpha1"], authored: "v1alpha1" },
  // Extensions, each in the version that sources.md §0 says to write.
  { group: "sources.knative.dev", kind: "KafkaSource", versions: ["v1", "v1beta1"], authored: "v1" },
  { group: "eventing.knative.dev", kind: "KafkaSink", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "messaging.knative.dev", kind: "KafkaChannel", versions: ["v1beta1", "v1"], authored: "v1beta1" },
  { group: "sources.knative.dev", kind: "RabbitmqSource", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "eventing.knative.dev", kind: "RabbitmqBrokerConfig", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "messaging.knative.dev", kind: "NatsJetStreamChannel", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "sources.knative.dev", kind: "RedisStreamSource", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "sinks.knative.dev", kind: "RedisStreamSink", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "sources.knative.dev", kind: "GitHubSource", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "sources.knative.dev", kind: "GitLabSource", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "sources.knative.dev", kind: "AwsSqsSource", versions: ["v1alpha1"], authored: "v1alpha1" },
  { group: "camel.apache.org", kind: "Pipe", versions: ["v1"], authored: "v1" },
  { group: "events.cloud.google.com", kind: "CloudPubSubSource", versions: ["v1", "v1beta1"], authored: "v1" },
  { group: "events.cloud.google.com", kind: "CloudStorageSource", versions: ["v1", "v1beta1"], authored: "v1" },
  { group: "events.cloud.google.com", kind: "CloudSchedulerSource", versions: ["v1", "v1beta1"], authored: "v1" },
  { group: "events.cloud.google.com", kind: "CloudAuditLogsSource", versions: ["v1", "v1beta1"], authored: "v1" },
  { group: "events.cloud.google.com", kind: "CloudBuildSource", versions: ["v1", "v1beta1"], authored: "v1" },
  {
    group: "messaging.cloud.google.com",
    kind: "Channel",
    versions: ["v1beta1"],
    authored: "v1beta1",
    named: "PubSubChannel",
  },
];

/** The folder of a group: its first label; `google` for both groups of knative-gcp, which are not Knative's own. */
export function groupFolder(group: string): string {
  return group.endsWith(".cloud.google.com") ? "google" : (group.split(".")[0] ?? group);
}

/** `ContainerSource` → `container-source`, `GitHubSource` → `github-source`. */
export function fileName(kind: string): string {
  const words = kind.replace("GitHub", "Github").replace("GitLab", "Gitlab");
  return words.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
}

/**
 * The name of the typed class. Not the bare kind, which is the name of the construct people use; not a prefix, which
 * `ApiServerSource` would stutter with: the kind and what cdk8s calls such a thing, an ApiObject.
 */
export function className(kind: string): string {
  return `${kind}Object`;
}
