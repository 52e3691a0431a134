/**
 * What a Go struct writes beyond the plain rule (zero values are left out), by its fields: the shapes generated from the
 * definitions do not tell. Measured: the `defaulted` objects of fidelity/admission-*.
 */
export interface GoStruct {
  /** Fields without `omitempty`, and struct values: always written, with this zero value. */
  readonly always: Readonly<Record<string, unknown>>;
  readonly alwaysNames: readonly string[];
  /** Pointers to scalars: written when present, even if zero. */
  readonly kept: ReadonlySet<string>;
}

/** The name of a kind's spec in the table: with its version where versions differ. */
export function specStruct(kind: string, version: string): string {
  const name = `${kind}.${version}.spec`;
  return STRUCTS.has(name) ? name : `${kind}.spec`;
}

/** The struct of that name: a shared shape's, or a path such as `Trigger.spec`. */
export function goStruct(name: string): GoStruct {
  return STRUCTS.get(name) ?? PLAIN;
}

const EMPTY: Readonly<Record<string, never>> = Object.freeze({});
const NONE: readonly never[] = Object.freeze([]);

const PLAIN: GoStruct = { always: EMPTY, alwaysNames: [], kept: new Set() };

const REFERENCE = { kind: "", name: "" };
const SOURCE = { sink: EMPTY };
const VERSION_KIND = { apiVersion: "", kind: "" };
const SUBSCRIBER = ["subscriberUri", "replyUri"];
const PROBE_PORT = { port: 0 };

const POD_POINTERS = [
  "terminationGracePeriodSeconds",
  "activeDeadlineSeconds",
  "automountServiceAccountToken",
  "shareProcessNamespace",
  "priority",
  "runtimeClassName",
  "enableServiceLinks",
  "preemptionPolicy",
  "setHostnameAsFQDN",
  "hostUsers",
];
const REVISION_POINTERS = [
  "containerConcurrency",
  "timeoutSeconds",
  "responseStartTimeoutSeconds",
  "idleTimeoutSeconds",
];

const TABLE: Readonly<Record<string, { always?: Readonly<Record<string, unknown>>; kept?: readonly string[] }>> = {
  // knative.dev/pkg and eventing duck types
  KReference: { always: REFERENCE },
  Destination: { kept: ["uri", "CACerts", "audience"] },
  DeliverySpec: { kept: ["retry", "timeout", "backoffPolicy", "backoffDelay", "retryAfterMax", "format"] },
  ChannelTemplateSpec: { kept: ["spec"] },
  // eventing kinds
  "Trigger.spec": { always: { subscriber: EMPTY } },
  "EventType.spec": { always: { type: "" }, kept: ["source", "schema"] },
  "EventType.spec.reference": { always: REFERENCE },
  "EventType.v1beta3.spec": {},
  "EventType.v1beta3.spec.reference": { always: REFERENCE },
  "PingSource.spec": { always: SOURCE },
  "ContainerSource.spec": { always: { ...SOURCE, template: { metadata: EMPTY, spec: { containers: null } } } },
  "SinkBinding.spec": { always: { ...SOURCE, subject: EMPTY } },
  "ApiServerSource.spec": { always: SOURCE },
  "Subscription.spec": { always: { channel: { kind: "", name: "" } } },
  "Subscription.spec.channel": { always: REFERENCE },
  "Subscription.spec.subscriber": { kept: ["uri", "CACerts", "audience"] },
  "Subscription.spec.subscriber.ref": { always: REFERENCE },
  "Sequence.spec.steps.[]": { kept: ["uri", "CACerts", "audience"] },
  "Sequence.spec": { always: { steps: null } },
  "Parallel.spec": { always: { branches: null } },
  "Parallel.spec.branches.[]": { always: { subscriber: EMPTY } },
  "InMemoryChannel.spec.subscribers.[]": { kept: SUBSCRIBER },
  "Channel.spec.subscribers.[]": { kept: SUBSCRIBER },
  SubscriberSpec: { kept: SUBSCRIBER },
  "EventPolicy.spec.to.[].ref": { always: REFERENCE },
  "EventPolicy.spec.from.[]": { kept: ["sub"] },
  "ApiServerSource.spec.resources.[]": { always: VERSION_KIND },
  "ApiServerSource.spec.owner": { always: VERSION_KIND },
  "RequestReply.spec": { always: { brokerRef: REFERENCE }, kept: ["timeout"] },
  "RequestReply.spec.brokerRef": { always: REFERENCE },
  "EventTransform.spec.sink": { kept: ["uri", "CACerts", "audience"] },
  "EventTransform.spec.sink.ref": { always: REFERENCE },
  "EventTransform.spec.reply": { kept: ["discard"] },
  // Extensions: what their rules have to see, be it zero (sources.md §1, §2, §5).
  "KafkaSource.spec": { kept: ["consumers", "initialOffset", "ordering"] },
  "KafkaSink.spec": { kept: ["topic", "numPartitions", "replicationFactor"] },
  "GitHubSource.spec": { kept: ["secure"] },
  "IntegrationSource.spec": { always: SOURCE },
  "IntegrationSource.spec.timer": { always: { message: "" } },
  Job: {
    always: { metadata: EMPTY, spec: { template: { metadata: EMPTY, spec: { containers: null } } }, status: EMPTY },
  },
  JobSpec: {
    always: { template: { metadata: EMPTY, spec: { containers: null } } },
    kept: [
      "parallelism",
      "completions",
      "activeDeadlineSeconds",
      "backoffLimit",
      "manualSelector",
      "ttlSecondsAfterFinished",
      "completionMode",
      "suspend",
    ],
  },
  LabelSelectorRequirement: { always: { key: "", operator: "" } },
  // Kubernetes core
  PodTemplateSpec: { always: { metadata: EMPTY, spec: { containers: null } } },
  PodSpec: { always: { containers: null }, kept: POD_POINTERS },
  "serving.RevisionSpec": { always: { containers: null }, kept: [...POD_POINTERS, ...REVISION_POINTERS] },
  "serving.RevisionTemplateSpec": { always: { metadata: EMPTY, spec: { containers: null } } },
  "Service.spec": { always: { template: EMPTY } },
  "Configuration.spec": { always: { template: EMPTY } },
  "DomainMapping.spec": { always: { ref: REFERENCE } },
  "DomainMapping.spec.tls": { always: { secretName: "" } },
  "serving.Reference": { always: REFERENCE, kept: ["address"] },
  "serving.TrafficTarget": { kept: ["latestRevision", "percent", "url"] },
  Container: { always: { name: "", resources: EMPTY } },
  "Container.ports.[]": { always: { containerPort: 0 } },
  ContainerPort: { always: { containerPort: 0 } },
  EnvVar: { always: { name: "" } },
  KeySelector: { always: { key: "" }, kept: ["optional"] },
  ObjectFieldSelector: { always: { fieldPath: "" } },
  ResourceFieldSelector: { always: { resource: "", divisor: "0" } },
  VolumeMount: { always: { name: "", mountPath: "" } },
  DownwardAPIVolumeFile: { always: { path: "" }, kept: ["mode"] },
  TopologySpreadConstraint: { always: { maxSkew: 0, topologyKey: "", whenUnsatisfiable: "" }, kept: ["minDomains"] },
  Probe: { kept: ["terminationGracePeriodSeconds"] },
  "Probe.grpc": { always: { port: 0 }, kept: ["service"] },
  "HTTPGetAction.httpHeaders.[]": { always: { name: "", value: "" } },
  EnvFromSource: {},
  "EnvFromSource.configMapRef": { kept: ["optional"] },
  "EnvFromSource.secretRef": { kept: ["optional"] },
  "Volume.secret": { kept: ["defaultMode", "optional"] },
  "Volume.configMap": { kept: ["defaultMode", "optional"] },
  "Volume.projected": { always: { sources: null }, kept: ["defaultMode"] },
  "Volume.projected.sources.[].secret": { kept: ["optional"] },
  "Volume.projected.sources.[].configMap": { kept: ["optional"] },
  "Volume.projected.sources.[].serviceAccountToken": { always: { path: "" }, kept: ["expirationSeconds"] },
  Volume: { always: { name: "" } },
  KeyToPath: { always: { key: "", path: "" }, kept: ["mode"] },
  HTTPGetAction: { always: PROBE_PORT },
  TCPSocketAction: { always: PROBE_PORT },
  HostAlias: { always: { ip: "" } },
  SeccompProfile: { always: { type: "" }, kept: ["localhostProfile"] },
  PersistentVolumeClaimVolumeSource: { always: { claimName: "" } },
  "EphemeralVolumeSource.volumeClaimTemplate": { always: { metadata: EMPTY, spec: { resources: EMPTY } } },
  PersistentVolumeClaimSpec: { always: { resources: EMPTY }, kept: ["storageClassName", "volumeMode"] },
  EmptyDirVolumeSource: { kept: ["sizeLimit"] },
  SecurityContext: {
    kept: [
      "privileged",
      "runAsUser",
      "runAsGroup",
      "runAsNonRoot",
      "readOnlyRootFilesystem",
      "allowPrivilegeEscalation",
      "procMount",
    ],
  },
  PodSecurityContext: {
    kept: ["runAsUser", "runAsGroup", "runAsNonRoot", "fsGroup", "fsGroupChangePolicy", "supplementalGroupsPolicy"],
  },
};

const STRUCTS: ReadonlyMap<string, GoStruct> = new Map(
  Object.entries(TABLE).map(([name, { always = EMPTY, kept = NONE }]) => [
    name,
    { always, alwaysNames: Object.keys(always), kept: new Set(kept) },
  ]),
);
