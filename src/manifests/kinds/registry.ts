import { admitApiServerSource } from "../admission/api-server-source.ts";
import { admitBroker, changeBroker } from "../admission/broker.ts";
import { admitChannel, admitInMemoryChannel, changeChannel, changeInMemoryChannel } from "../admission/channel.ts";
import { admitContainerSource } from "../admission/container-source.ts";
import { admitEventPolicy } from "../admission/event-policy.ts";
import { admitEventTransform, changeEventTransform } from "../admission/event-transform.ts";
import { admitIntegrationSink, admitIntegrationSource } from "../admission/integration.ts";
import { admitJobSink } from "../admission/job-sink.ts";
import { admitRequestReply } from "../admission/request-reply.ts";
import { defaultIntegration } from "../defaults/integration.ts";
import { defaultJobSink } from "../defaults/job-sink.ts";
import { noDefaults } from "../defaults/none.ts";
import { defaultRequestReply } from "../defaults/request-reply.ts";
import { admitEventType } from "../admission/event-type.ts";
import { admitParallel } from "../admission/parallel.ts";
import { admitPingSource } from "../admission/ping-source.ts";
import { admitConfiguration, changeConfiguration } from "../admission/serving/configuration.ts";
import { admitDomainMapping, changeDomainMapping } from "../admission/serving/domain-mapping.ts";
import { admitRevision } from "../admission/serving/revision.ts";
import { admitRoute, changeRoute } from "../admission/serving/route.ts";
import { admitService, changeService } from "../admission/serving/service.ts";
import { admitSequence } from "../admission/sequence.ts";
import { admitSinkBinding } from "../admission/sink-binding.ts";
import { admitSubscription, changeSubscription } from "../admission/subscription.ts";
import { admitTrigger, changeTrigger } from "../admission/trigger.ts";
import { defaultApiServerSource } from "../defaults/api-server-source.ts";
import { defaultBroker } from "../defaults/broker.ts";
import { defaultChannel, defaultInMemoryChannel } from "../defaults/channel.ts";
import { defaultContainerSource } from "../defaults/container-source.ts";
import { defaultEventPolicy } from "../defaults/event-policy.ts";
import { defaultEventType } from "../defaults/event-type.ts";
import { defaultParallel } from "../defaults/parallel.ts";
import { defaultPingSource } from "../defaults/ping-source.ts";
import { defaultSequence } from "../defaults/sequence.ts";
import { defaultConfiguration } from "../defaults/configuration.ts";
import { defaultDomainMapping } from "../defaults/domain-mapping.ts";
import { defaultRevision } from "../defaults/revision.ts";
import { defaultRoute } from "../defaults/route.ts";
import { defaultService } from "../defaults/service.ts";
import { defaultSinkBinding } from "../defaults/sink-binding.ts";
import { defaultSubscription } from "../defaults/subscription.ts";
import { defaultTrigger } from "../defaults/trigger.ts";
import { EXTENSION_KINDS } from "./extensions.ts";
import type { Kind } from "./kind.ts";

const EVENTING = "eventing.knative.dev";
const MESSAGING = "messaging.knative.dev";
const FLOWS = "flows.knative.dev";
const SOURCES = "sources.knative.dev";
const SINKS = "sinks.knative.dev";

const SERVING = "serving.knative.dev";

/** Every kind with rules of its own, by group (eventing.md §2). */
export const KINDS: readonly Kind[] = Object.freeze([
  {
    group: SERVING,
    kind: "Service",
    versions: ["v1"],
    defaults: defaultService,
    rules: admitService,
    changes: changeService,
  },
  {
    group: SERVING,
    kind: "Configuration",
    versions: ["v1"],
    defaults: defaultConfiguration,
    rules: admitConfiguration,
    changes: changeConfiguration,
  },
  {
    group: SERVING,
    kind: "Revision",
    versions: ["v1"],
    defaults: defaultRevision,
    rules: admitRevision,
  },
  {
    group: SERVING,
    kind: "Route",
    versions: ["v1"],
    defaults: defaultRoute,
    rules: admitRoute,
    changes: changeRoute,
  },
  {
    group: SERVING,
    kind: "DomainMapping",
    versions: ["v1beta1"],
    defaults: defaultDomainMapping,
    rules: admitDomainMapping,
    changes: changeDomainMapping,
  },
  {
    group: EVENTING,
    kind: "Broker",
    versions: ["v1"],
    defaults: defaultBroker,
    rules: admitBroker,
    changes: changeBroker,
  },
  {
    group: EVENTING,
    kind: "Trigger",
    versions: ["v1"],
    defaults: defaultTrigger,
    rules: admitTrigger,
    changes: changeTrigger,
  },
  {
    group: EVENTING,
    kind: "EventType",
    versions: ["v1beta3", "v1beta2", "v1beta1"],
    defaults: defaultEventType,
    rules: admitEventType,
  },
  {
    group: EVENTING,
    kind: "EventPolicy",
    versions: ["v1alpha1"],
    defaults: defaultEventPolicy,
    rules: admitEventPolicy,
  },
  {
    group: MESSAGING,
    kind: "Channel",
    versions: ["v1"],
    defaults: defaultChannel,
    rules: admitChannel,
    changes: changeChannel,
  },
  {
    group: MESSAGING,
    kind: "InMemoryChannel",
    versions: ["v1"],
    defaults: defaultInMemoryChannel,
    rules: admitInMemoryChannel,
    changes: changeInMemoryChannel,
  },
  {
    group: MESSAGING,
    kind: "Subscription",
    versions: ["v1"],
    defaults: defaultSubscription,
    rules: admitSubscription,
    changes: changeSubscription,
  },
  { group: FLOWS, kind: "Sequence", versions: ["v1"], defaults: defaultSequence, rules: admitSequence },
  { group: FLOWS, kind: "Parallel", versions: ["v1"], defaults: defaultParallel, rules: admitParallel },
  {
    group: SOURCES,
    kind: "PingSource",
    versions: ["v1", "v1beta2"],
    defaults: defaultPingSource,
    rules: admitPingSource,
  },
  {
    group: SOURCES,
    kind: "ContainerSource",
    versions: ["v1"],
    defaults: defaultContainerSource,
    rules: admitContainerSource,
  },
  {
    group: SOURCES,
    kind: "ApiServerSource",
    versions: ["v1"],
    defaults: defaultApiServerSource,
    rules: admitApiServerSource,
  },
  { group: SOURCES, kind: "SinkBinding", versions: ["v1"], defaults: defaultSinkBinding, rules: admitSinkBinding },
  {
    group: EVENTING,
    kind: "EventTransform",
    versions: ["v1alpha1"],
    defaults: noDefaults,
    rules: admitEventTransform,
    changes: changeEventTransform,
  },
  {
    group: EVENTING,
    kind: "RequestReply",
    versions: ["v1alpha1"],
    defaults: defaultRequestReply,
    rules: admitRequestReply,
  },
  {
    group: SOURCES,
    kind: "IntegrationSource",
    versions: ["v1alpha1"],
    defaults: defaultIntegration,
    rules: admitIntegrationSource,
  },
  {
    group: SINKS,
    kind: "IntegrationSink",
    versions: ["v1alpha1"],
    defaults: defaultIntegration,
    rules: admitIntegrationSink,
  },
  { group: SINKS, kind: "JobSink", versions: ["v1alpha1"], defaults: defaultJobSink, rules: admitJobSink },
  ...EXTENSION_KINDS,
]);

const byName = new Map(
  KINDS.flatMap((kind) => kind.versions.map((version) => [`${kind.group}/${version} ${kind.kind}`, kind])),
);

/** What is known of a kind in a version that is served; undefined for every other object. */
export function findKind(apiVersion: string, kind: string): Kind | undefined {
  return byName.get(`${apiVersion} ${kind}`);
}
