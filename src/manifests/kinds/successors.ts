import { groupOf } from "../manifest.ts";
import { servedVersions } from "./served-versions.ts";

/** What an object or a reference is called today. */
export interface Successor {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Kinds that live on under another name or in another group, with what `sluice upgrade` makes of them (sources.md §0, §9, §10). */
const SUCCESSORS: Readonly<Record<string, Successor>> = {
  "eventing.knative.dev/Channel": { apiVersion: "messaging.knative.dev/v1", kind: "Channel" },
  "eventing.knative.dev/Subscription": { apiVersion: "messaging.knative.dev/v1", kind: "Subscription" },
  "messaging.knative.dev/Sequence": { apiVersion: "flows.knative.dev/v1", kind: "Sequence" },
  "messaging.knative.dev/Parallel": { apiVersion: "flows.knative.dev/v1", kind: "Parallel" },
  "messaging.knative.dev/Choice": { apiVersion: "flows.knative.dev/v1", kind: "Parallel" },
  "flows.knative.dev/Choice": { apiVersion: "flows.knative.dev/v1", kind: "Parallel" },
  "messaging.knative.dev/NatssChannel": {
    apiVersion: "messaging.knative.dev/v1alpha1",
    kind: "NatsJetStreamChannel",
  },
  "messaging.cloud.google.com/Channel": { apiVersion: "messaging.cloud.google.com/v1beta1", kind: "Channel" },
  "sources.knative.dev/CronJobSource": { apiVersion: "sources.knative.dev/v1", kind: "PingSource" },
  "sources.eventing.knative.dev/CronJobSource": { apiVersion: "sources.knative.dev/v1", kind: "PingSource" },
  "sources.eventing.knative.dev/KubernetesEventSource": {
    apiVersion: "sources.knative.dev/v1",
    kind: "ApiServerSource",
  },
  "sources.eventing.knative.dev/ApiServerSource": { apiVersion: "sources.knative.dev/v1", kind: "ApiServerSource" },
  "sources.eventing.knative.dev/ContainerSource": { apiVersion: "sources.knative.dev/v1", kind: "ContainerSource" },
  "sources.eventing.knative.dev/KafkaSource": { apiVersion: "sources.knative.dev/v1", kind: "KafkaSource" },
  "sources.eventing.knative.dev/GitHubSource": { apiVersion: "sources.knative.dev/v1alpha1", kind: "GitHubSource" },
  "sources.eventing.knative.dev/GcpPubSubSource": {
    apiVersion: "events.cloud.google.com/v1",
    kind: "CloudPubSubSource",
  },
  "events.cloud.google.com/CloudPubSubSource": { apiVersion: "events.cloud.google.com/v1", kind: "CloudPubSubSource" },
  "events.cloud.google.com/CloudStorageSource": {
    apiVersion: "events.cloud.google.com/v1",
    kind: "CloudStorageSource",
  },
  "events.cloud.google.com/CloudSchedulerSource": {
    apiVersion: "events.cloud.google.com/v1",
    kind: "CloudSchedulerSource",
  },
  "events.cloud.google.com/CloudAuditLogsSource": {
    apiVersion: "events.cloud.google.com/v1",
    kind: "CloudAuditLogsSource",
  },
  "events.cloud.google.com/CloudBuildSource": { apiVersion: "events.cloud.google.com/v1", kind: "CloudBuildSource" },
  "camel.apache.org/KameletBinding": { apiVersion: "camel.apache.org/v1", kind: "Pipe" },
  "camel.apache.org/Kamelet": { apiVersion: "camel.apache.org/v1", kind: "Kamelet" },
};

/** Served, but marked deprecated: the version to move to without loss (eventing.md §2, §4.8). */
const DEPRECATED: Readonly<Record<string, string>> = {
  "sources.knative.dev/v1beta2/PingSource": "sources.knative.dev/v1",
  "eventing.knative.dev/v1beta1/EventType": "eventing.knative.dev/v1beta2",
  // The newest version drops schemaData on its way to storage.
  "eventing.knative.dev/v1alpha1/EventType": "eventing.knative.dev/v1beta2",
};

/** What became of a kind or version that no cluster serves, or that is deprecated; undefined for what is current or unknown. */
export function successorOf(apiVersion: string, kind: string): Successor | undefined {
  const group = groupOf(apiVersion);
  const deprecated = DEPRECATED[`${apiVersion}/${kind}`];
  if (deprecated !== undefined) return { apiVersion: deprecated, kind };
  const renamed = SUCCESSORS[`${group}/${kind}`];
  if (renamed !== undefined) return renamed.apiVersion === apiVersion && renamed.kind === kind ? undefined : renamed;
  const versions = servedVersions(group, kind);
  const newest = versions?.[0];
  if (versions === undefined || newest === undefined || versions.includes(apiVersion.slice(group.length + 1)))
    return undefined;
  return { apiVersion: `${group}/${newest}`, kind };
}
