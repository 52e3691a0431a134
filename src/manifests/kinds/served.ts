import { nearestName } from "../../diagnostics/index.ts";
import { groupOf } from "../manifest.ts";

/**
 * Versions of Knative's kinds that clusters serve, the one to write first: eventing.md §2, serving.md §1, and for
 * extensions sources.md §0. A kind may be here without rules of its own.
 */
const SERVED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
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
  "bindings.knative.dev": { GitHubBinding: ["v1alpha1"], GitLabBinding: ["v1alpha1"] },
};

/** What became of kinds that people still have in their repositories (sources.md §0). */
const RETIRED: Readonly<Record<string, string>> = {
  "sources.eventing.knative.dev/CronJobSource": "PingSource of sources.knative.dev/v1",
  "sources.eventing.knative.dev/KubernetesEventSource": "ApiServerSource of sources.knative.dev/v1",
  "sources.eventing.knative.dev/ContainerSource": "ContainerSource of sources.knative.dev/v1",
  "sources.eventing.knative.dev/GcpPubSubSource": "CloudPubSubSource of events.cloud.google.com/v1, or Eventarc",
  "sources.eventing.knative.dev/GitHubSource": "GitHubSource of sources.knative.dev/v1alpha1",
  "sources.eventing.knative.dev/AwsSqsSource": "IntegrationSource of sources.knative.dev/v1alpha1 with aws.sqs",
  "sources.knative.dev/CamelSource": "Pipe of camel.apache.org/v1",
  "sources.knative.dev/CronJobSource": "PingSource of sources.knative.dev/v1",
  "eventing.knative.dev/ClusterChannelProvisioner": "a Channel with a channelTemplate, of messaging.knative.dev/v1",
  "eventing.knative.dev/Channel": "Channel of messaging.knative.dev/v1",
  "eventing.knative.dev/Subscription": "Subscription of messaging.knative.dev/v1",
  "messaging.knative.dev/Sequence": "Sequence of flows.knative.dev/v1",
  "messaging.knative.dev/Parallel": "Parallel of flows.knative.dev/v1",
  "flows.knative.dev/Choice": "Parallel of flows.knative.dev/v1",
  "messaging.knative.dev/NatssChannel": "NatsJetStreamChannel of messaging.knative.dev/v1alpha1",
};

/** Why no cluster knows an object's kind, and what to write; undefined when one does or may. */
export interface NotServed {
  readonly code: "api-version-not-served" | "retired-kind" | "unknown-kind";
  readonly field: "apiVersion" | "kind";
  readonly message: string;
  readonly mend: string;
}

/** Judges apiVersion and kind of an object or a reference. Groups that are not Knative's are nobody's business here. */
export function notServed(apiVersion: string, kind: string): NotServed | undefined {
  const group = groupOf(apiVersion);
  const replacement = RETIRED[`${group}/${kind}`];
  if (replacement !== undefined) {
    return {
      code: "retired-kind",
      field: "kind",
      message: `${kind} of ${apiVersion} is retired: no cluster of today knows it.`,
      mend: `Write a ${replacement}.`,
    };
  }
  const kinds = SERVED[group];
  if (kinds === undefined) return undefined;
  const versions = kinds[kind];
  if (versions === undefined) return unknownKind(apiVersion, kind, group, Object.keys(kinds));
  const version = apiVersion.slice(group.length + 1);
  if (versions.includes(version)) return undefined;
  return {
    code: "api-version-not-served",
    field: "apiVersion",
    message: `${kind} has no version ${JSON.stringify(apiVersion)} that a cluster serves.`,
    mend: `Write apiVersion: ${group}/${versions[0] ?? ""}.`,
  };
}

function unknownKind(apiVersion: string, kind: string, group: string, kinds: readonly string[]): NotServed {
  const near = nearestName(kind, kinds);
  const elsewhere = Object.entries(SERVED).find(([, known]) => Object.hasOwn(known, kind));
  const mend =
    elsewhere === undefined
      ? near === undefined
        ? `${group} has ${kinds.join(", ")}.`
        : `Did you mean ${JSON.stringify(near)}?`
      : `${kind} is of ${elsewhere[0]}/${elsewhere[1][kind]?.[0] ?? ""}.`;
  return { code: "unknown-kind", field: "kind", message: `${apiVersion} has no kind ${JSON.stringify(kind)}.`, mend };
}
