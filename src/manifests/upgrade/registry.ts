import { upgradeApiServerSource, upgradeKubernetesEventSource } from "./api-server-source.ts";
import { upgradeBroker } from "./broker.ts";
import { upgradeBackingChannel, upgradeChannel, upgradeNatssChannel } from "./channel.ts";
import { upgradeContainerSource } from "./container-source.ts";
import type { KindUpgrade } from "./editing.ts";
import { upgradeFilteredTypes } from "./event-types.ts";
import { upgradeChoice, upgradeParallel, upgradeSequence } from "./flows.ts";
import { upgradeInjectingTrigger, upgradeNamespace } from "./injection.ts";
import { upgradeCloudSource, upgradeGcpPubSubSource, upgradeKafkaSource, upgradeSink } from "./other-sources.ts";
import { retired } from "./retired.ts";
import { upgradeCronJobSource, upgradePingSource } from "./scheduled-sources.ts";
import { upgradeConfiguration, upgradeRevision, upgradeService, upgradeTraffic, upgradeVisibility } from "./serving.ts";
import { upgradeSubscription } from "./subscription.ts";
import { upgradeTrigger } from "./trigger.ts";

/** What is rewritten in objects of a kind beside apiVersion, kind and references, in order. */
const UPGRADES: Readonly<Record<string, readonly KindUpgrade[]>> = {
  "/Namespace": [upgradeNamespace],
  "eventing.knative.dev/Broker": [upgradeBroker],
  "eventing.knative.dev/Trigger": [upgradeTrigger, upgradeFilteredTypes, upgradeInjectingTrigger],
  "eventing.knative.dev/Channel": [upgradeChannel],
  "eventing.knative.dev/Subscription": [upgradeSubscription],
  "messaging.knative.dev/Channel": [upgradeChannel],
  "messaging.knative.dev/Subscription": [upgradeSubscription],
  "messaging.knative.dev/InMemoryChannel": [upgradeBackingChannel],
  "messaging.knative.dev/KafkaChannel": [upgradeBackingChannel],
  "messaging.knative.dev/NatssChannel": [upgradeNatssChannel],
  "messaging.cloud.google.com/Channel": [upgradeBackingChannel],
  "messaging.knative.dev/Sequence": [upgradeSequence],
  "messaging.knative.dev/Parallel": [upgradeParallel],
  "messaging.knative.dev/Choice": [upgradeChoice],
  "flows.knative.dev/Sequence": [upgradeSequence],
  "flows.knative.dev/Parallel": [upgradeParallel],
  "flows.knative.dev/Choice": [upgradeChoice],
  "sources.knative.dev/PingSource": [upgradePingSource],
  "sources.knative.dev/CronJobSource": [upgradeCronJobSource],
  "sources.eventing.knative.dev/CronJobSource": [upgradeCronJobSource],
  "sources.knative.dev/ApiServerSource": [upgradeApiServerSource],
  "sources.eventing.knative.dev/ApiServerSource": [upgradeApiServerSource],
  "sources.eventing.knative.dev/KubernetesEventSource": [upgradeKubernetesEventSource],
  "sources.knative.dev/ContainerSource": [upgradeContainerSource],
  "sources.eventing.knative.dev/ContainerSource": [upgradeContainerSource],
  "sources.knative.dev/SinkBinding": [upgradeSink],
  "sources.knative.dev/KafkaSource": [upgradeKafkaSource],
  "sources.eventing.knative.dev/KafkaSource": [upgradeKafkaSource],
  "sources.knative.dev/GitHubSource": [upgradeSink],
  "sources.eventing.knative.dev/GitHubSource": [upgradeSink],
  "sources.eventing.knative.dev/GcpPubSubSource": [upgradeGcpPubSubSource],
  "events.cloud.google.com/CloudPubSubSource": [upgradeCloudSource],
  "events.cloud.google.com/CloudStorageSource": [upgradeCloudSource],
  "events.cloud.google.com/CloudSchedulerSource": [upgradeCloudSource],
  "events.cloud.google.com/CloudAuditLogsSource": [upgradeCloudSource],
  "events.cloud.google.com/CloudBuildSource": [upgradeCloudSource],
  "serving.knative.dev/Service": [upgradeService, upgradeVisibility],
  "serving.knative.dev/Configuration": [upgradeConfiguration],
  "serving.knative.dev/Route": [upgradeTraffic, upgradeVisibility],
  "serving.knative.dev/Revision": [upgradeRevision],
};

/** What is rewritten in objects of a kind; empty for kinds that have no old forms. */
export function upgradesOf(group: string, kind: string): readonly KindUpgrade[] {
  const refusal = retired(group, kind);
  return refusal === undefined ? (UPGRADES[`${group}/${kind}`] ?? []) : [refusal];
}
