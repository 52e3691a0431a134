import { groupOf, type Manifest } from "../manifest.ts";

/** Who fills in a field, and where that is written. */
export interface Origin {
  /** Such as `ConfigMap config-br-defaults, as shipped`. */
  readonly by: string;
  /** Such as `knative/eventing.md §4.1`. */
  readonly source: string;
}

type Row = readonly [field: RegExp, by: string, source: string];

const EVENTING = "knative/eventing.md";
const SERVING = "knative/serving.md";
const SOURCES = "knative/sources.md";

/** References without a namespace: every webhook that fills one in takes the object's own. */
const NAMESPACE: Row = [/\.namespace$/, "the object's own namespace", `${EVENTING} §3.2`];

const CHANNEL_TEMPLATE: Row = [
  /^spec\.channelTemplate(\.|$)/,
  "ConfigMap default-ch-webhook, as shipped",
  `${EVENTING} §4.3, §4.6`,
];
const SUBSCRIBABLE: Row = [/^metadata\.annotations/, "webhook of channels", `${EVENTING} §4.3, §4.4`];
const BROKER_LABEL = "webhook: the label by which a Broker finds what is its own";

const TEMPLATE: readonly Row[] = [
  [/\.timeoutSeconds$/, "ConfigMap config-defaults or the webhook of probes", `${SERVING} §2`],
  [
    /\.(?:containerConcurrency|responseStartTimeoutSeconds|idleTimeoutSeconds|enableServiceLinks)$/,
    "ConfigMap config-defaults",
    `${SERVING} §2`,
  ],
  [/ontainers\[\d+\]\.name$/, "ConfigMap config-defaults, container-name-template", `${SERVING} §2`],
  [/ontainers\[\d+\]\.resources/, "webhook, and ConfigMap config-defaults for amounts", `${SERVING} §2`],
  [
    /\.(?:readinessProbe|livenessProbe|startupProbe)(?:\.|$)/,
    "webhook: how the container is found ready",
    `${SERVING} §2`,
  ],
  [/\.volumeMounts\[\d+\]\.readOnly$/, "webhook: volumes of this kind are mounted to be read only", `${SERVING} §2`],
  [/\.securityContext(?:\.|$)/, "feature secure-pod-defaults", `${SERVING} §2`],
  [/^spec\.template\.metadata$/, "webhook: what Go always writes", `${SERVING} §2`],
  [/^spec\.template(\.|$)|^spec\.containers$/, "webhook: the template of a revision", `${SERVING} §2`],
];
const TRAFFIC: Row = [/^spec\.traffic/, "webhook: the latest revision unless a target names another", `${SERVING} §2`];

/** By group and kind: fields of the defaulted object, the first row that fits. */
const ORIGINS: Readonly<Record<string, readonly Row[]>> = {
  "eventing.knative.dev/Broker": [
    [/^metadata\.annotations/, "ConfigMap config-br-defaults, as shipped: the default class", `${EVENTING} §4.1`],
    [/^spec\.config$/, "ConfigMap config-br-defaults, as shipped", `${EVENTING} §4.1`],
    [
      /^spec\.delivery$/,
      "ConfigMap config-br-defaults, as shipped; gone with any delivery of your own",
      `${EVENTING} §4.1`,
    ],
  ],
  "eventing.knative.dev/Trigger": [
    [/^spec\.filter$/, "webhook: a filter that lets everything through", `${EVENTING} §4.2`],
    [/^metadata\.labels/, BROKER_LABEL, `${EVENTING} §4.2`],
  ],
  "eventing.knative.dev/EventType": [
    [
      /^spec\.attributes/,
      "conversion: v1beta3 is stored by way of v1beta2, which knows these attributes only",
      `${EVENTING} §4.8`,
    ],
  ],
  "eventing.knative.dev/RequestReply": [
    [/^spec\.(?:correlationAttribute|replyAttribute)$/, "webhook", `${EVENTING} §4.11`],
    [/^spec\.timeout$/, "feature flag requestreply-default-timeout", `${EVENTING} §4.11`],
    [/^metadata\.labels/, BROKER_LABEL, `${EVENTING} §4.11`],
  ],
  "messaging.knative.dev/Channel": [SUBSCRIBABLE, CHANNEL_TEMPLATE],
  "messaging.knative.dev/InMemoryChannel": [SUBSCRIBABLE],
  "messaging.knative.dev/KafkaChannel": [[/^spec\.retentionDuration$/, "webhook: a week", `${SOURCES} §1.3`]],
  "flows.knative.dev/Sequence": [CHANNEL_TEMPLATE],
  "flows.knative.dev/Parallel": [CHANNEL_TEMPLATE],
  "sources.knative.dev/PingSource": [[/^spec\.schedule$/, "PingSource webhook: every minute", `${EVENTING} §4.12`]],
  "sources.knative.dev/ApiServerSource": [
    [/^spec\.mode$/, "ApiServerSource webhook: references, not whole objects", `${EVENTING} §4.13`],
    [/^spec\.serviceAccountName$/, "ApiServerSource webhook", `${EVENTING} §4.13`],
  ],
  "sources.knative.dev/ContainerSource": [
    [/\.name$/, "ContainerSource webhook: the source's name and the container's number", `${EVENTING} §4.14`],
    [/^spec\.template/, "ContainerSource webhook", `${EVENTING} §4.14`],
  ],
  "sources.knative.dev/KafkaSource": [
    [/^spec\.(?:consumers|initialOffset|ordering)$/, "KafkaSource webhook", `${SOURCES} §1.1`],
  ],
  "sources.knative.dev/GitHubSource": [[/^spec\.githubAPIURL$/, "GitHubSource webhook: GitHub's own", `${SOURCES} §5`]],
  "sources.knative.dev/IntegrationSource": [
    [/^spec\.aws\.auth\.secret\.ref\.name$/, "definition: a reference has a name, be it empty", `${EVENTING} §4.16`],
  ],
  "sinks.knative.dev/IntegrationSink": [
    [
      /^spec\.aws\.auth\.secret\.ref\.name$/,
      "definition: a reference has a name, be it empty",
      `${EVENTING} §4.16, §4.17`,
    ],
  ],
  "sinks.knative.dev/JobSink": [
    [/\.env(?:\[\d+\])?$/, "JobSink webhook: tells the container that it runs as a batch", `${EVENTING} §4.18`],
  ],
  "serving.knative.dev/Service": [TRAFFIC, ...TEMPLATE],
  "serving.knative.dev/Configuration": TEMPLATE,
  "serving.knative.dev/Revision": TEMPLATE,
  "serving.knative.dev/Route": [TRAFFIC],
};

/** By group, for kinds whose webhook fills in the same fields in all of them. */
const GROUP_ORIGINS: Readonly<Record<string, readonly Row[]>> = {
  "events.cloud.google.com": [
    [
      /^spec\.secret$/,
      "webhook of knative-gcp: the Secret it looks for, where no service account is named",
      `${SOURCES} §10`,
    ],
    [/^spec\.(?:ackDeadline|retentionDuration|eventTypes)$/, "webhook of knative-gcp", `${SOURCES} §10`],
  ],
};

/** Who fills in a field of an object when it is defaulted; undefined when nobody is known to. */
export function originOf(manifest: Manifest, field: string): Origin | undefined {
  const group = groupOf(manifest.apiVersion);
  const rows = [...(ORIGINS[`${group}/${manifest.kind}`] ?? []), ...(GROUP_ORIGINS[group] ?? []), NAMESPACE];
  const row = rows.find(([pattern]) => pattern.test(field));
  if (row === undefined) return undefined;
  const [, by, source] = row;
  return { by, source };
}
