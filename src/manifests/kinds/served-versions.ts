const GOOGLE_VERSIONS = ["v1", "v1beta1"];

/**
 * Versions of Knative's kinds that clusters serve, the one to write first: eventing.md §2, serving.md §1, and for
 * extensions sources.md §0. A kind may be here without rules of its own.
 */
export const SERVED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "eventing.knative.dev": {
    Broker: ["v1"],
    Trigger: ["v1"],
    EventType: ["v1beta3", "v1beta2", "v1beta1"],
    EventPolicy: ["v1alpha1"],
    EventTransform: ["v1alpha1"],
    RequestReply: ["v1alpha1"],
    KafkaSink: ["v1alpha1"],
    RabbitmqBrokerConfig: ["v1alpha1"],
  },
  "messaging.knative.dev": {
    Channel: ["v1"],
    InMemoryChannel: ["v1"],
    Subscription: ["v1"],
    KafkaChannel: ["v1beta1", "v1"],
    NatsJetStreamChannel: ["v1alpha1"],
  },
  "flows.knative.dev": { Sequence: ["v1"], Parallel: ["v1"] },
  "sources.knative.dev": {
    PingSource: ["v1", "v1beta2"],
    ApiServerSource: ["v1"],
    ContainerSource: ["v1"],
    SinkBinding: ["v1"],
    IntegrationSource: ["v1alpha1"],
    KafkaSource: ["v1", "v1beta1"],
    RabbitmqSource: ["v1alpha1"],
    RedisStreamSource: ["v1alpha1"],
    GitHubSource: ["v1alpha1"],
    GitLabSource: ["v1alpha1"],
    AwsSqsSource: ["v1alpha1"],
  },
  "sinks.knative.dev": { IntegrationSink: ["v1alpha1"], JobSink: ["v1alpha1"], RedisStreamSink: ["v1alpha1"] },
  "serving.knative.dev": {
    Service: ["v1"],
    Configuration: ["v1"],
    Revision: ["v1"],
    Route: ["v1"],
    DomainMapping: ["v1beta1"],
  },
  "events.cloud.google.com": {
    CloudPubSubSource: GOOGLE_VERSIONS,
    CloudStorageSource: GOOGLE_VERSIONS,
    CloudSchedulerSource: GOOGLE_VERSIONS,
    CloudAuditLogsSource: GOOGLE_VERSIONS,
    CloudBuildSource: GOOGLE_VERSIONS,
  },
  "messaging.cloud.google.com": { Channel: ["v1beta1"] },
  "camel.apache.org": { Pipe: ["v1"], Kamelet: ["v1"], Integration: ["v1"] },
  "bindings.knative.dev": { GitHubBinding: ["v1alpha1"], GitLabBinding: ["v1alpha1"] },
};

/** The kinds of a group that clusters serve; undefined for a group that is not Knative's. What a manifest names may be anything, `toString` too. */
export function servedIn(group: string): (typeof SERVED)[string] | undefined {
  return Object.hasOwn(SERVED, group) ? SERVED[group] : undefined;
}

/** The versions of a kind that clusters serve, the one to write first. */
export function servedVersions(group: string, kind: string): readonly string[] | undefined {
  const kinds = servedIn(group);
  return kinds !== undefined && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
}
