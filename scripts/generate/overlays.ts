import type { ObjectShape, Shape } from "../../src/manifests/schema/shape.ts";
import type { TypeHints } from "./ir.ts";

/**
 * What the CustomResourceDefinitions do not say, place by place: the Go struct behind a free-form place, fields the
 * struct has beyond the schema, what authors must write. Each row names its source.
 */
export interface Overlay extends TypeHints {
  /** A place such as `spec.filters[].all[]`; `**.` in front stands for any parents. */
  readonly at: string;
  /** The kinds meant; absent is every kind. */
  readonly kinds?: readonly string[];
  /** Replaces the schema's own answer. */
  readonly shape?: Shape;
  /** Fields that Go knows and the schema keeps only because it keeps everything. */
  readonly add?: Readonly<Record<string, Shape>>;
  /** Replaces the schema's list of required fields. */
  readonly required?: readonly string[];
}

/** A shape of the shared table. Later entries may use earlier ones. */
export interface SharedShape extends TypeHints {
  readonly name: string;
  /** Which generated file its type lives in. */
  readonly home: "knative" | "kubernetes";
  readonly doc: string;
  /** Read from a definition: `group/Kind/version` and a place in it. */
  readonly from?: readonly [crd: string, place: string];
  /** Written here, or, with `from`, fields added to what was read. */
  readonly shape?: ObjectShape;
}

const MAP = { map: "string" } as const;
/** A free-form place that Go decodes into a map of strings. */
const KEPT_MAP = { struct: MAP, unknown: "refused" } as const;
const REFUSED_FILTER = { struct: "#SubscriptionsAPIFilter", unknown: "refused" } as const;
const IGNORED_CONTAINERS = { list: { struct: "#Container", unknown: "ignored" } } as const;

function ignored(name: string): Shape {
  return { struct: `#${name}`, unknown: "ignored" };
}

export const OVERLAYS: readonly Overlay[] = [
  // Free-form maps of strings in Go: eventing.md §3.3, §3.7, §4.2, §4.9.
  { at: "**.extensions", kinds: ["ContainerSource", "SinkBinding", "ApiServerSource"], shape: KEPT_MAP },
  { at: "**.ceOverrides", kinds: ["PingSource"], typedAs: "CloudEventOverrides" },
  { at: "**.attributes", kinds: ["Trigger"], shape: KEPT_MAP },
  { at: "spec.filters[].exact", shape: KEPT_MAP },
  { at: "spec.filters[].prefix", shape: KEPT_MAP },
  { at: "spec.filters[].suffix", shape: KEPT_MAP },
  { at: "**.matchLabels", shape: KEPT_MAP },
  { at: "**.matchExpressions[]", required: [] },
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
    add: { timeout: "string", format: "string", retryAfterMax: "string" } as const,
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
  { at: "spec.subscribers[].subscriberUri", shape: "url" },
  { at: "spec.subscribers[].replyUri", shape: "url" },

  // Raw JSON in Go: any object (eventing.md §1.1).
  { at: "**.channelTemplate.spec", shape: "object" },

  // Pod templates and jobs (eventing.md §1.1, §4.14, §4.18).
  { at: "spec.template", kinds: ["ContainerSource"], shape: { struct: "#PodTemplateSpec", unknown: "refused" } },
  { at: "spec.job", kinds: ["JobSink"], shape: { struct: "#Job", unknown: "refused" } },

  // Service: what the definition keeps, Serving's webhook decodes without minding unknown fields (serving.md §0).
  { at: "spec.template.metadata", kinds: ["Service"], shape: ignored("ObjectMeta") },
  { at: "**.affinity", kinds: ["Service"], shape: ignored("Affinity") },
  { at: "**.dnsConfig", kinds: ["Service"], shape: ignored("PodDNSConfig") },
  { at: "**.hostAliases[]", kinds: ["Service"], shape: ignored("HostAlias") },
  { at: "**.initContainers", kinds: ["Service"], shape: IGNORED_CONTAINERS },
  { at: "spec.template.spec.securityContext", kinds: ["Service"], shape: ignored("PodSecurityContext") },
  { at: "**.tolerations[]", kinds: ["Service"], shape: ignored("Toleration") },
  { at: "**.topologySpreadConstraints[]", kinds: ["Service"], shape: ignored("TopologySpreadConstraint") },
  { at: "**.volumes[].csi", kinds: ["Service"], shape: ignored("CSIVolumeSource") },
  { at: "**.volumes[].emptyDir", kinds: ["Service"], shape: ignored("EmptyDirVolumeSource") },
  { at: "**.volumes[].ephemeral", kinds: ["Service"], shape: ignored("EphemeralVolumeSource") },
  { at: "**.volumes[].hostPath", kinds: ["Service"], shape: ignored("HostPathVolumeSource") },
  { at: "**.volumes[].image", kinds: ["Service"], shape: ignored("ImageVolumeSource") },
  { at: "**.volumes[].persistentVolumeClaim", kinds: ["Service"], shape: ignored("PersistentVolumeClaimVolumeSource") },
  { at: "**.valueFrom.fieldRef", kinds: ["Service"], shape: ignored("ObjectFieldSelector") },
  { at: "**.valueFrom.resourceFieldRef", kinds: ["Service"], shape: ignored("ResourceFieldSelector") },

  // Names of the types that only one kind has, and what authors must write (serving.md §1.1, §3; eventing.md §4).
  { at: "spec.template", kinds: ["Service"], name: "RevisionTemplate", doc: "The template of each new Revision." },
  {
    at: "spec.template.spec",
    kinds: ["Service"],
    name: "RevisionSpec",
    doc: "What a Revision runs: the part of a pod that Serving allows.",
  },
  {
    at: "spec.template.spec.containers[]",
    kinds: ["Service"],
    name: "RevisionContainer",
    doc: "A container of a Revision (serving.md §3.5).",
    wanted: ["image"],
  },
  {
    at: "spec.template.spec.volumes[]",
    kinds: ["Service"],
    name: "RevisionVolume",
    doc: "A volume of a Revision (serving.md §3.8).",
  },
  { at: "spec.traffic[]", kinds: ["Service"], name: "TrafficTarget", doc: "A share of the traffic (serving.md §3.9)." },
  { at: "spec", kinds: ["Service"], wanted: ["template"] },
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
  {
    at: "spec",
    kinds: ["ApiServerSource"],
    wanted: ["sink", "resources"],
    literals: { mode: ["Reference", "Resource"] },
  },
  // The round trip through Go writes null for an absent list, which the schema refuses (eventing.md §4.6, §4.7).
  { at: "spec", kinds: ["Sequence"], required: ["steps"] },
  { at: "spec", kinds: ["Parallel"], required: ["branches"] },
  // Checked as v1beta2, so the names of v1beta3 never bite (eventing.md §4.8).
  { at: "spec.attributes[]", kinds: ["EventType"], required: [] },
];

const PING = "sources.knative.dev/PingSource/v1";
const PODS = "camel.apache.org/Integration/v1";
const POD = "spec.template.spec";
const CONTAINER = `${POD}.containers[]`;
const VOLUME = `${POD}.volumes[]`;
const NATS = "messaging.knative.dev/NatsJetStreamChannel/v1alpha1";

/** The shapes several kinds share, inner ones first. */
export const SHARED_SHAPES: readonly SharedShape[] = [
  {
    name: "KReference",
    home: "knative",
    doc: "Names an object (eventing.md §3.1).",
    from: [PING, "spec.sink.ref"],
    wanted: ["apiVersion", "kind", "name"],
  },
  {
    name: "Destination",
    home: "knative",
    doc: "Where events go: `ref`, `uri`, or a `uri` relative to `ref` (eventing.md §3.2).",
    from: [PING, "spec.sink"],
  },
  {
    name: "DeliverySpec",
    home: "knative",
    doc: "How often and how patiently an event is tried, and where it goes in the end (eventing.md §3.4).",
    from: ["eventing.knative.dev/Broker/v1", "spec.delivery"],
  },
  {
    name: "CloudEventOverrides",
    home: "knative",
    doc: "Attributes a source adds to each event (eventing.md §3.3).",
    from: ["sources.knative.dev/ContainerSource/v1", "spec.ceOverrides"],
  },
  {
    name: "SubscriptionsAPIFilter",
    home: "knative",
    doc: "A filter in one dialect (eventing.md §3.7).",
    from: ["eventing.knative.dev/Trigger/v1", "spec.filters[]"],
  },
  {
    name: "ChannelTemplateSpec",
    home: "knative",
    doc: "The channels a Channel, Sequence or Parallel makes (eventing.md §4.3).",
    from: ["flows.knative.dev/Sequence/v1", "spec.channelTemplate"],
    wanted: ["apiVersion", "kind"],
  },
  {
    name: "LabelSelectorRequirement",
    home: "kubernetes",
    doc: "One condition on labels.",
    from: ["sources.knative.dev/SinkBinding/v1", "spec.subject.selector.matchExpressions[]"],
    wanted: ["key", "operator"],
    literals: { operator: ["In", "NotIn", "Exists", "DoesNotExist"] },
  },
  {
    name: "LabelSelector",
    home: "kubernetes",
    doc: "Selects objects by their labels.",
    from: ["sources.knative.dev/SinkBinding/v1", "spec.subject.selector"],
  },
  {
    name: "SubscriberSpec",
    home: "knative",
    doc: "One subscriber of a channel, written by controllers (eventing.md §4.4).",
    from: ["messaging.knative.dev/InMemoryChannel/v1", "spec.subscribers[]"],
  },
  {
    name: "Condition",
    home: "knative",
    doc: "One condition of a status.",
    from: ["eventing.knative.dev/Broker/v1", "status.conditions[]"],
  },
  {
    name: "Addressable",
    home: "knative",
    doc: "An address of a status.",
    from: ["eventing.knative.dev/Broker/v1", "status.address"],
  },

  // core/v1, as in the pod template of another definition [k8s]. Fields beyond it are written here.
  {
    name: "ObjectMeta",
    home: "kubernetes",
    doc: "Metadata of an object made from a template.",
    hidden: [
      "selfLink",
      "uid",
      "resourceVersion",
      "generation",
      "creationTimestamp",
      "deletionTimestamp",
      "deletionGracePeriodSeconds",
      "ownerReferences",
      "managedFields",
    ],
    shape: {
      fields: {
        name: "string",
        generateName: "string",
        namespace: "string",
        labels: MAP,
        annotations: MAP,
        finalizers: { list: "string" },
        selfLink: "string",
        uid: "string",
        resourceVersion: "string",
        generation: "int64",
        creationTimestamp: "string",
        deletionTimestamp: "string",
        deletionGracePeriodSeconds: "int64",
        ownerReferences: { list: "any" },
        managedFields: { list: "any" },
      },
    },
  },
  {
    name: "LocalObjectReference",
    home: "kubernetes",
    doc: "Names an object of the same namespace.",
    shape: { fields: { name: "string" } },
  },
  {
    name: "ObjectFieldSelector",
    home: "kubernetes",
    doc: "Selects a field of the pod.",
    from: [PODS, `${CONTAINER}.env[].valueFrom.fieldRef`],
  },
  {
    name: "ResourceFieldSelector",
    home: "kubernetes",
    doc: "Selects a resource of a container.",
    from: [PODS, `${CONTAINER}.env[].valueFrom.resourceFieldRef`],
  },
  {
    name: "KeySelector",
    home: "kubernetes",
    doc: "Selects a key of a ConfigMap or Secret.",
    from: [PODS, `${CONTAINER}.env[].valueFrom.configMapKeyRef`],
  },
  { name: "EnvVar", home: "kubernetes", doc: "An environment variable.", from: [PODS, `${CONTAINER}.env[]`] },
  {
    name: "EnvFromSource",
    home: "kubernetes",
    doc: "Environment variables from a ConfigMap or Secret.",
    from: [PODS, `${CONTAINER}.envFrom[]`],
  },
  {
    name: "ResourceRequirements",
    home: "kubernetes",
    doc: "What a container asks for, and its limits.",
    from: [PODS, `${CONTAINER}.resources`],
  },
  {
    name: "VolumeMount",
    home: "kubernetes",
    doc: "Where a container sees a volume.",
    from: [PODS, `${CONTAINER}.volumeMounts[]`],
  },
  { name: "ContainerPort", home: "kubernetes", doc: "A port of a container.", from: [PODS, `${CONTAINER}.ports[]`] },
  {
    name: "HTTPGetAction",
    home: "kubernetes",
    doc: "A GET request that must succeed.",
    from: [PODS, `${CONTAINER}.livenessProbe.httpGet`],
  },
  {
    name: "TCPSocketAction",
    home: "kubernetes",
    doc: "A port that must open.",
    from: [PODS, `${CONTAINER}.livenessProbe.tcpSocket`],
  },
  {
    name: "Probe",
    home: "kubernetes",
    doc: "How the health of a container is asked for.",
    from: [PODS, `${CONTAINER}.livenessProbe`],
  },
  {
    name: "LifecycleHandler",
    home: "kubernetes",
    doc: "What runs after a start or before a stop.",
    from: [PODS, `${CONTAINER}.lifecycle.postStart`],
  },
  {
    name: "SeccompProfile",
    home: "kubernetes",
    doc: "A seccomp or AppArmor profile.",
    from: [PODS, `${CONTAINER}.securityContext.seccompProfile`],
  },
  {
    name: "SELinuxOptions",
    home: "kubernetes",
    doc: "SELinux labels.",
    from: [PODS, `${CONTAINER}.securityContext.seLinuxOptions`],
  },
  {
    name: "WindowsSecurityContextOptions",
    home: "kubernetes",
    doc: "Security on Windows.",
    from: [PODS, `${CONTAINER}.securityContext.windowsOptions`],
  },
  {
    name: "SecurityContext",
    home: "kubernetes",
    doc: "Security of a container.",
    from: [PODS, `${CONTAINER}.securityContext`],
  },
  {
    name: "Container",
    home: "kubernetes",
    doc: "A container of a pod.",
    from: [PODS, CONTAINER],
    hidden: ["restartPolicyRules"],
  },
  {
    name: "KeyToPath",
    home: "kubernetes",
    doc: "Puts a key into a file.",
    from: [PODS, `${VOLUME}.configMap.items[]`],
  },
  {
    name: "DownwardAPIVolumeFile",
    home: "kubernetes",
    doc: "Puts a field of the pod into a file.",
    from: [PODS, `${VOLUME}.downwardAPI.items[]`],
  },
  {
    name: "PersistentVolumeClaimSpec",
    home: "kubernetes",
    doc: "What storage is claimed.",
    from: [PODS, `${VOLUME}.ephemeral.volumeClaimTemplate.spec`],
  },
  { name: "CSIVolumeSource", home: "kubernetes", doc: "A volume of a CSI driver.", from: [PODS, `${VOLUME}.csi`] },
  {
    name: "EmptyDirVolumeSource",
    home: "kubernetes",
    doc: "An empty folder that lives as long as the pod.",
    from: [PODS, `${VOLUME}.emptyDir`],
  },
  {
    name: "EphemeralVolumeSource",
    home: "kubernetes",
    doc: "A claim that lives as long as the pod.",
    from: [PODS, `${VOLUME}.ephemeral`],
  },
  {
    name: "HostPathVolumeSource",
    home: "kubernetes",
    doc: "A folder of the node.",
    from: [PODS, `${VOLUME}.hostPath`],
  },
  { name: "ImageVolumeSource", home: "kubernetes", doc: "The content of an image.", from: [PODS, `${VOLUME}.image`] },
  {
    name: "PersistentVolumeClaimVolumeSource",
    home: "kubernetes",
    doc: "Storage that was claimed.",
    from: [PODS, `${VOLUME}.persistentVolumeClaim`],
  },
  { name: "Volume", home: "kubernetes", doc: "A volume of a pod.", from: [PODS, VOLUME] },
  { name: "PodSecurityContext", home: "kubernetes", doc: "Security of a pod.", from: [PODS, `${POD}.securityContext`] },
  {
    name: "TopologySpreadConstraint",
    home: "kubernetes",
    doc: "How pods are spread.",
    from: [PODS, `${POD}.topologySpreadConstraints[]`],
  },
  {
    name: "NodeSelectorTerm",
    home: "kubernetes",
    doc: "Selects nodes.",
    from: [
      NATS,
      "spec.deploymentSpecTemplate.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[]",
    ],
  },
  {
    name: "PodAffinityTerm",
    home: "kubernetes",
    doc: "Selects pods to be near to.",
    from: [NATS, "spec.deploymentSpecTemplate.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[]"],
  },
  {
    name: "PodAffinity",
    home: "kubernetes",
    doc: "Which pods to be near to.",
    from: [NATS, "spec.deploymentSpecTemplate.affinity.podAffinity"],
  },
  {
    name: "Affinity",
    home: "kubernetes",
    doc: "Where pods may or should run.",
    from: [NATS, "spec.deploymentSpecTemplate.affinity"],
  },
  {
    name: "Toleration",
    home: "kubernetes",
    doc: "A taint that pods put up with.",
    shape: {
      fields: { key: "string", operator: "string", value: "string", effect: "string", tolerationSeconds: "int64" },
    },
  },
  {
    name: "HostAlias",
    home: "kubernetes",
    doc: "Names of an address in the pod's hosts file.",
    shape: { fields: { ip: "string", hostnames: { list: "string" } } },
  },
  {
    name: "PodDNSConfig",
    home: "kubernetes",
    doc: "How the pod resolves names.",
    shape: {
      fields: {
        nameservers: { list: "string" },
        searches: { list: "string" },
        options: { list: { fields: { name: "string", value: "string" } } },
      },
    },
  },
  {
    name: "PodSpec",
    home: "kubernetes",
    doc: "What a pod runs.",
    from: [PODS, POD],
    hidden: ["serviceAccount", "ephemeralContainers", "priority", "workloadRef", "hostnameOverride", "resources"],
    shape: {
      fields: {
        affinity: "#Affinity",
        dnsConfig: "#PodDNSConfig",
        hostAliases: { list: "#HostAlias" },
        hostIPC: "boolean",
        hostNetwork: "boolean",
        hostPID: "boolean",
        hostUsers: "boolean",
        hostname: "string",
        hostnameOverride: "string",
        imagePullSecrets: { list: "#LocalObjectReference" },
        nodeName: "string",
        os: { fields: { name: "string" } },
        overhead: { map: "quantity" },
        preemptionPolicy: "string",
        priority: "int32",
        priorityClassName: "string",
        readinessGates: { list: { fields: { conditionType: "string" } } },
        resourceClaims: {
          list: { fields: { name: "string", resourceClaimName: "string", resourceClaimTemplateName: "string" } },
        },
        resources: "#ResourceRequirements",
        runtimeClassName: "string",
        schedulerName: "string",
        schedulingGates: { list: { fields: { name: "string" } } },
        serviceAccount: "string",
        serviceAccountName: "string",
        setHostnameAsFQDN: "boolean",
        shareProcessNamespace: "boolean",
        subdomain: "string",
        tolerations: { list: "#Toleration" },
        workloadRef: "any",
      },
    },
  },
  {
    name: "PodTemplateSpec",
    home: "kubernetes",
    doc: "A template of pods.",
    shape: { fields: { metadata: "#ObjectMeta", spec: "#PodSpec" } },
  },
  {
    name: "JobSpec",
    home: "kubernetes",
    doc: "How a Job runs its pods.",
    wanted: ["template"],
    shape: {
      fields: {
        activeDeadlineSeconds: "int64",
        backoffLimit: "int32",
        backoffLimitPerIndex: "int32",
        completionMode: "string",
        completions: "int32",
        managedBy: "string",
        manualSelector: "boolean",
        maxFailedIndexes: "int32",
        parallelism: "int32",
        podFailurePolicy: "any",
        podReplacementPolicy: "string",
        selector: "#LabelSelector",
        successPolicy: "any",
        suspend: "boolean",
        template: "#PodTemplateSpec",
        ttlSecondsAfterFinished: "int32",
      },
    },
  },
  {
    name: "Job",
    home: "kubernetes",
    doc: "A batch/v1 Job.",
    wanted: ["spec"],
    hidden: ["status"],
    shape: {
      fields: { apiVersion: "string", kind: "string", metadata: "#ObjectMeta", spec: "#JobSpec", status: "any" },
    },
  },
];
