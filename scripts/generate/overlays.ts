import type { Shape } from "../../src/manifests/schema/shape.ts";
import { EXTENSION_OVERLAYS } from "./extension-overlays.ts";
import type { TypeHints } from "./ir.ts";

/**
 * What the CustomResourceDefinitions do not say, place by place: the Go struct behind a free-form place, fields the
 * struct has beyond the schema, what authors must write. Each row names its source.
 */
export interface Overlay extends TypeHints {
  /** A place such as `spec.filters[].all[]`; `**.` in front stands for any parents, `.*` at the end for any field. */
  readonly at: string;
  /** The kinds meant; absent is every kind. */
  readonly kinds?: readonly string[];
  /** The groups meant; absent is every group. */
  readonly groups?: readonly string[];
  /** Replaces the schema's own answer. */
  readonly shape?: Shape;
  /** Fields that Go knows and the schema keeps only because it keeps everything. */
  readonly add?: Readonly<Record<string, Shape>>;
  /** Fields the schema wants beyond its own list, and text on its list that no rule asks for. */
  readonly required?: readonly string[];
}

const MAP = { map: "string" } as const;
/** A free-form place that Go decodes into a map of strings. */
const KEPT_MAP = { struct: MAP, unknown: "refused" } as const;
const REFUSED_FILTER = { struct: "#SubscriptionsAPIFilter", unknown: "refused" } as const;
const KNATIVE = ["eventing.knative.dev", "messaging.knative.dev", "flows.knative.dev"];
const CHANNELS = ["InMemoryChannel", "KafkaChannel", "NatsJetStreamChannel"];
const IGNORED_CONTAINERS = { list: { struct: "#Container", unknown: "ignored" } } as const;

/** The kinds that hold the specification of a Revision. */
const REVISIONS = ["Service", "Configuration", "Revision"];

function ignored(name: string): Shape {
  return { struct: `#${name}`, unknown: "ignored" };
}

export const OVERLAYS: readonly Overlay[] = [
  ...EXTENSION_OVERLAYS,

  // Free-form maps of strings in Go: eventing.md §3.3, §3.7, §4.2, §4.9.
  {
    at: "**.extensions",
    kinds: ["ContainerSource", "SinkBinding", "ApiServerSource", "IntegrationSource"],
    shape: KEPT_MAP,
  },
  {
    at: "**.ceOverrides",
    kinds: ["PingSource", "KafkaSource", "GitHubSource"],
    typedAs: "CloudEventOverrides",
  },
  { at: "**.attributes", kinds: ["Trigger"], shape: KEPT_MAP },
  { at: "spec.filters[].exact", shape: KEPT_MAP },
  { at: "spec.filters[].prefix", shape: KEPT_MAP },
  { at: "spec.filters[].suffix", shape: KEPT_MAP },
  { at: "**.matchLabels", shape: KEPT_MAP },
  { at: "status.annotations", shape: KEPT_MAP },

  // Filters: below a top-level filter object everything is kept and decoded strictly (eventing.md §1.1, §3.7).
  { at: "spec.filters[].all[]", shape: REFUSED_FILTER },
  { at: "spec.filters[].any[]", shape: REFUSED_FILTER },
  { at: "spec.filters[].not", shape: REFUSED_FILTER },
  // The definition has no `filters`; spec is kept, so the struct's own list decides (eventing.md §4.13).
  { at: "spec", kinds: ["ApiServerSource"], add: { filters: { list: REFUSED_FILTER } } },

  // Delivery: every level keeps what Go knows (eventing.md §1.1, §3.4).
  ...["delivery", "**.delivery"].map((at) => ({
    at,
    kinds: ["Broker", "Trigger", "Channel", "Subscription", "Sequence", "Parallel", "RequestReply", ...CHANNELS],
    groups: KNATIVE,
    add: { timeout: "string", format: "string", retryAfterMax: "string" } as const,
  })),
  ...["delivery", "**.delivery"].map((at) => ({
    at,
    literals: { backoffPolicy: ["linear", "exponential"], format: ["json", "binary"] },
  })),

  // Destinations and references (eventing.md §1.1, §3.1, §3.2, §4.5).
  { at: "**.uri", shape: "url" },
  {
    at: "spec.subscriber.ref",
    kinds: ["Subscription"],
    add: { group: "string", address: "string" },
    typedAs: "KReference",
  },
  { at: "spec.subscriber", kinds: ["Subscription"], typedAs: "Destination" },
  { at: "spec.channel", kinds: ["Subscription"], add: { group: "string", address: "string" }, typedAs: "KReference" },
  { at: "spec.source", kinds: ["EventType"], shape: "url" },
  { at: "spec.schema", kinds: ["EventType"], shape: "url" },
  { at: "spec.subscribers[]", kinds: ["Channel"], typedAs: "SubscriberSpec" },
  { at: "spec.sink.ref", kinds: ["EventTransform"], typedAs: "KReference" },
  { at: "spec.sink", kinds: ["EventTransform"], typedAs: "Destination" },
  { at: "spec.subscribers[].subscriberUri", shape: "url" },
  { at: "spec.subscribers[].replyUri", shape: "url" },

  // Raw JSON in Go: any object (eventing.md §1.1).
  { at: "**.channelTemplate.spec", shape: "object" },

  // Pod templates and jobs (eventing.md §1.1, §4.14, §4.18).
  {
    at: "spec.template",
    kinds: ["ContainerSource", "IntegrationSource"],
    shape: { struct: "#PodTemplateSpec", unknown: "refused" },
  },
  { at: "spec.job", kinds: ["JobSink"], shape: { struct: "#Job", unknown: "refused" } },

  // Revisions: what the definitions keep, Serving's webhook decodes without minding unknown fields (serving.md §0).
  { at: "spec.template.metadata", kinds: REVISIONS, shape: ignored("ObjectMeta") },
  { at: "**.affinity", kinds: REVISIONS, shape: ignored("Affinity") },
  { at: "**.dnsConfig", kinds: REVISIONS, shape: ignored("PodDNSConfig") },
  { at: "**.hostAliases[]", kinds: REVISIONS, shape: ignored("HostAlias") },
  { at: "**.initContainers", kinds: REVISIONS, shape: IGNORED_CONTAINERS },
  { at: "spec.template.spec.securityContext", kinds: REVISIONS, shape: ignored("PodSecurityContext") },
  { at: "spec.securityContext", kinds: ["Revision"], shape: ignored("PodSecurityContext") },
  { at: "**.tolerations[]", kinds: REVISIONS, shape: ignored("Toleration") },
  { at: "**.topologySpreadConstraints[]", kinds: REVISIONS, shape: ignored("TopologySpreadConstraint") },
  { at: "**.volumes[].csi", kinds: REVISIONS, shape: ignored("CSIVolumeSource") },
  { at: "**.volumes[].emptyDir", kinds: REVISIONS, shape: ignored("EmptyDirVolumeSource") },
  { at: "**.volumes[].ephemeral", kinds: REVISIONS, shape: ignored("EphemeralVolumeSource") },
  { at: "**.volumes[].hostPath", kinds: REVISIONS, shape: ignored("HostPathVolumeSource") },
  { at: "**.volumes[].image", kinds: REVISIONS, shape: ignored("ImageVolumeSource") },
  { at: "**.volumes[].persistentVolumeClaim", kinds: REVISIONS, shape: ignored("PersistentVolumeClaimVolumeSource") },
  { at: "**.valueFrom.fieldRef", kinds: REVISIONS, shape: ignored("ObjectFieldSelector") },
  { at: "**.valueFrom.resourceFieldRef", kinds: REVISIONS, shape: ignored("ResourceFieldSelector") },

  // Names of the types that only one kind has, and what authors must write (serving.md §1.1, §3; eventing.md §4).
  {
    at: "spec.template.spec.containers[]",
    kinds: ["Service"],
    name: "RevisionContainer",
    doc: "A container of a Revision (serving.md §3.5).",
    wanted: ["image"],
  },
  {
    at: "spec.template.spec.containers[].env[]",
    kinds: ["Service"],
    name: "RevisionEnvVar",
    doc: "An environment variable of a Revision (serving.md CTR-5).",
  },
  {
    at: "spec.template.spec.containers[].securityContext",
    kinds: ["Service"],
    name: "RevisionSecurityContext",
    doc: "Security of a container of a Revision (serving.md CTR-9).",
  },
  {
    at: "spec.template.spec.containers[].volumeMounts[]",
    kinds: ["Service"],
    name: "RevisionVolumeMount",
    doc: "Where a container of a Revision sees a volume (serving.md MNT-1).",
  },
  {
    at: "spec.template.spec.volumes[]",
    kinds: ["Service"],
    name: "RevisionVolume",
    doc: "A volume of a Revision (serving.md §3.8).",
  },
  { at: "spec", kinds: ["Service", "Configuration"], wanted: ["template"] },
  { at: "spec", kinds: ["Route"], wanted: ["traffic"] },
  { at: "spec", kinds: ["DomainMapping"], wanted: ["ref"] },
  { at: "spec.ref", kinds: ["DomainMapping"], typedAs: "KReference" },
  { at: "spec", kinds: ["Trigger"], wanted: ["subscriber"] },
  { at: "spec", kinds: ["EventType"], wanted: ["type"] },
  { at: "spec", kinds: ["Subscription"], wanted: ["channel", "subscriber"] },
  { at: "spec", kinds: ["Sequence"], wanted: ["steps"] },
  {
    at: "spec.steps[]",
    kinds: ["Sequence"],
    name: "SequenceStep",
    doc: "A step: its subscriber, and how events reach it (eventing.md §4.6).",
  },
  { at: "spec", kinds: ["Parallel"], wanted: ["branches"] },
  {
    at: "spec.branches[]",
    kinds: ["Parallel"],
    name: "ParallelBranch",
    doc: "A branch: what it lets in, who handles it, where its reply goes (eventing.md §4.7).",
    wanted: ["subscriber"],
  },
  { at: "spec", kinds: ["PingSource"], wanted: ["sink"] },
  { at: "spec", kinds: ["ContainerSource"], wanted: ["sink", "template"] },
  { at: "spec", kinds: ["SinkBinding"], wanted: ["sink", "subject"] },
  { at: "spec", kinds: ["JobSink"], wanted: ["job"] },
  { at: "spec", kinds: ["RequestReply"], wanted: ["brokerRef"] },
  { at: "spec", kinds: ["IntegrationSource"], wanted: ["sink"] },
  {
    at: "spec",
    kinds: ["ApiServerSource"],
    wanted: ["sink", "resources"],
    literals: { mode: ["Reference", "Resource"] },
  },
  // The round trip through Go writes null for an absent list, which the schema refuses (eventing.md §4.6, §4.7).
  { at: "spec", kinds: ["Sequence"], required: ["steps"] },
  { at: "spec", kinds: ["Parallel"], required: ["branches"] },
];
