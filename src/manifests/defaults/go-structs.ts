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

/** The struct of that name: a shared shape's, or a path such as `Trigger.spec`. */
export function goStruct(name: string): GoStruct {
  return STRUCTS.get(name) ?? PLAIN;
}

const EMPTY: Readonly<Record<string, never>> = Object.freeze({});
const NONE: readonly never[] = Object.freeze([]);

const PLAIN: GoStruct = { always: EMPTY, alwaysNames: [], kept: new Set() };

const REFERENCE = { kind: "", name: "" };
const SOURCE = { sink: EMPTY };
const PROBE_PORT = { port: 0 };

const TABLE: Readonly<Record<string, { always?: Readonly<Record<string, unknown>>; kept?: readonly string[] }>> = {
  // knative.dev/pkg and eventing duck types
  KReference: { always: REFERENCE },
  Destination: { kept: ["uri", "CACerts", "audience"] },
  DeliverySpec: { kept: ["retry", "timeout", "backoffPolicy", "backoffDelay", "retryAfterMax", "format"] },
  ChannelTemplateSpec: { kept: ["spec"] },
  // eventing kinds
  "Trigger.spec": { always: { subscriber: EMPTY } },
  "EventType.spec": { always: { type: "" }, kept: ["source", "schema"] },
  "PingSource.spec": { always: SOURCE },
  "ContainerSource.spec": { always: { ...SOURCE, template: { metadata: EMPTY, spec: { containers: NONE } } } },
  "SinkBinding.spec": { always: { ...SOURCE, subject: EMPTY } },
  "ApiServerSource.spec": { always: SOURCE },
  "Subscription.spec": { always: { channel: { kind: "", name: "" } } },
  "Subscription.spec.channel": { always: REFERENCE },
  "Subscription.spec.subscriber": { kept: ["uri", "CACerts", "audience"] },
  "Subscription.spec.subscriber.ref": { always: REFERENCE },
  "Sequence.spec.steps.[]": { kept: ["uri", "CACerts", "audience"] },
  "Parallel.spec.branches.[]": { always: { subscriber: EMPTY } },
  // Kubernetes core
  PodTemplateSpec: { always: { metadata: EMPTY, spec: { containers: NONE } } },
  PodSpec: {
    always: { containers: NONE },
    kept: [
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
    ],
  },
  Container: { always: { name: "", resources: EMPTY } },
  ContainerPort: { always: { containerPort: 0 } },
  EnvVar: { always: { name: "" } },
  KeySelector: { always: { key: "" }, kept: ["optional"] },
  ObjectFieldSelector: { always: { fieldPath: "" } },
  ResourceFieldSelector: { always: { resource: "", divisor: "0" } },
  VolumeMount: { always: { name: "", mountPath: "" } },
  Volume: { always: { name: "" } },
  KeyToPath: { always: { key: "", path: "" }, kept: ["mode"] },
  HTTPGetAction: { always: PROBE_PORT },
  TCPSocketAction: { always: PROBE_PORT },
  HostAlias: { always: { ip: "" } },
  SeccompProfile: { always: { type: "" }, kept: ["localhostProfile"] },
  PersistentVolumeClaimVolumeSource: { always: { claimName: "" } },
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
