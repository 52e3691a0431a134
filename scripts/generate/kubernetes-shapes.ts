import type { SharedShape } from "./shared-shapes.ts";

const MAP = { map: "string" } as const;
const PODS = "camel.apache.org/Integration/v1";
const POD = "spec.template.spec";
const CONTAINER = `${POD}.containers[]`;
const VOLUME = `${POD}.volumes[]`;
const NATS = "messaging.knative.dev/NatsJetStreamChannel/v1alpha1";

/**
 * core/v1 and batch/v1, read from the pod templates of other definitions, inner ones first. What those leave out is
 * written here [k8s].
 */
export const KUBERNETES_SHAPES: readonly SharedShape[] = [
  {
    name: "LabelSelectorRequirement",

    doc: "One condition on labels.",
    from: ["sources.knative.dev/SinkBinding/v1", "spec.subject.selector.matchExpressions[]"],
    wanted: ["key", "operator"],
    literals: { operator: ["In", "NotIn", "Exists", "DoesNotExist"] },
  },
  {
    name: "LabelSelector",

    doc: "Selects objects by their labels.",
    from: ["sources.knative.dev/SinkBinding/v1", "spec.subject.selector"],
  },
  {
    name: "ObjectMeta",

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

    doc: "Names an object of the same namespace.",
    shape: { fields: { name: "string" } },
  },
  {
    name: "ObjectFieldSelector",

    doc: "Selects a field of the pod.",
    from: [PODS, `${CONTAINER}.env[].valueFrom.fieldRef`],
  },
  {
    name: "ResourceFieldSelector",

    doc: "Selects a resource of a container.",
    from: [PODS, `${CONTAINER}.env[].valueFrom.resourceFieldRef`],
  },
  {
    name: "KeySelector",

    doc: "Selects a key of a ConfigMap or Secret.",
    from: [PODS, `${CONTAINER}.env[].valueFrom.configMapKeyRef`],
  },
  {
    name: "ObjectReference",

    doc: "Names an object, as core/v1 does.",
    from: ["sources.knative.dev/RedisStreamSource/v1alpha1", "spec.dialOptions.password"],
    hidden: ["fieldPath", "resourceVersion", "uid"],
  },
  { name: "EnvVar", doc: "An environment variable.", from: [PODS, `${CONTAINER}.env[]`] },
  {
    name: "EnvFromSource",

    doc: "Environment variables from a ConfigMap or Secret.",
    from: [PODS, `${CONTAINER}.envFrom[]`],
  },
  {
    name: "ResourceRequirements",

    doc: "What a container asks for, and its limits.",
    from: [PODS, `${CONTAINER}.resources`],
  },
  {
    name: "VolumeMount",

    doc: "Where a container sees a volume.",
    from: [PODS, `${CONTAINER}.volumeMounts[]`],
  },
  { name: "ContainerPort", doc: "A port of a container.", from: [PODS, `${CONTAINER}.ports[]`] },
  {
    name: "HTTPGetAction",

    doc: "A GET request that must succeed.",
    from: [PODS, `${CONTAINER}.livenessProbe.httpGet`],
  },
  {
    name: "TCPSocketAction",

    doc: "A port that must open.",
    from: [PODS, `${CONTAINER}.livenessProbe.tcpSocket`],
  },
  {
    name: "Probe",

    doc: "How the health of a container is asked for.",
    from: [PODS, `${CONTAINER}.livenessProbe`],
  },
  {
    name: "LifecycleHandler",

    doc: "What runs after a start or before a stop.",
    from: [PODS, `${CONTAINER}.lifecycle.postStart`],
  },
  {
    name: "SeccompProfile",

    doc: "A seccomp or AppArmor profile.",
    from: [PODS, `${CONTAINER}.securityContext.seccompProfile`],
  },
  {
    name: "SELinuxOptions",

    doc: "SELinux labels.",
    from: [PODS, `${CONTAINER}.securityContext.seLinuxOptions`],
  },
  {
    name: "WindowsSecurityContextOptions",

    doc: "Security on Windows.",
    from: [PODS, `${CONTAINER}.securityContext.windowsOptions`],
  },
  {
    name: "SecurityContext",

    doc: "Security of a container.",
    from: [PODS, `${CONTAINER}.securityContext`],
  },
  {
    name: "Container",

    doc: "A container of a pod.",
    from: [PODS, CONTAINER],
    hidden: ["restartPolicyRules"],
  },
  {
    name: "KeyToPath",

    doc: "Puts a key into a file.",
    from: [PODS, `${VOLUME}.configMap.items[]`],
  },
  {
    name: "DownwardAPIVolumeFile",

    doc: "Puts a field of the pod into a file.",
    from: [PODS, `${VOLUME}.downwardAPI.items[]`],
  },
  {
    name: "PersistentVolumeClaimSpec",

    doc: "What storage is claimed.",
    from: [PODS, `${VOLUME}.ephemeral.volumeClaimTemplate.spec`],
  },
  { name: "CSIVolumeSource", doc: "A volume of a CSI driver.", from: [PODS, `${VOLUME}.csi`] },
  {
    name: "EmptyDirVolumeSource",

    doc: "An empty folder that lives as long as the pod.",
    from: [PODS, `${VOLUME}.emptyDir`],
  },
  {
    name: "EphemeralVolumeSource",

    doc: "A claim that lives as long as the pod.",
    from: [PODS, `${VOLUME}.ephemeral`],
  },
  {
    name: "HostPathVolumeSource",

    doc: "A folder of the node.",
    from: [PODS, `${VOLUME}.hostPath`],
  },
  { name: "ImageVolumeSource", doc: "The content of an image.", from: [PODS, `${VOLUME}.image`] },
  {
    name: "PersistentVolumeClaimVolumeSource",

    doc: "Storage that was claimed.",
    from: [PODS, `${VOLUME}.persistentVolumeClaim`],
  },
  { name: "Volume", doc: "A volume of a pod.", from: [PODS, VOLUME] },
  { name: "PodSecurityContext", doc: "Security of a pod.", from: [PODS, `${POD}.securityContext`] },
  {
    name: "TopologySpreadConstraint",

    doc: "How pods are spread.",
    from: [PODS, `${POD}.topologySpreadConstraints[]`],
  },
  {
    name: "NodeSelectorTerm",

    doc: "Selects nodes.",
    from: [
      NATS,
      "spec.deploymentSpecTemplate.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[]",
    ],
  },
  {
    name: "PodAffinityTerm",

    doc: "Selects pods to be near to.",
    from: [NATS, "spec.deploymentSpecTemplate.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[]"],
  },
  {
    name: "PodAffinity",

    doc: "Which pods to be near to.",
    from: [NATS, "spec.deploymentSpecTemplate.affinity.podAffinity"],
  },
  {
    name: "Affinity",

    doc: "Where pods may or should run.",
    from: [NATS, "spec.deploymentSpecTemplate.affinity"],
  },
  {
    name: "Toleration",

    doc: "A taint that pods put up with.",
    shape: {
      fields: { key: "string", operator: "string", value: "string", effect: "string", tolerationSeconds: "int64" },
    },
  },
  {
    name: "HostAlias",

    doc: "Names of an address in the pod's hosts file.",
    shape: { fields: { ip: "string", hostnames: { list: "string" } } },
  },
  {
    name: "PodDNSConfig",

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

    doc: "A template of pods.",
    shape: { fields: { metadata: "#ObjectMeta", spec: "#PodSpec" } },
  },
  {
    name: "JobSpec",

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

    doc: "A batch/v1 Job.",
    wanted: ["spec"],
    hidden: ["status"],
    shape: {
      fields: { apiVersion: "string", kind: "string", metadata: "#ObjectMeta", spec: "#JobSpec", status: "any" },
    },
  },
];
