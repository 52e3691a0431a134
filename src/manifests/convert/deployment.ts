import { isEqual } from "../admission/immutable.ts";
import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";
import { insteadOfField } from "../serving-fields.ts";
import { convertContainers } from "./containers.ts";
import { type Loss, Losses } from "./loss.ts";
import { convertVolumes } from "./volumes.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What the target is like, and what only the author can decide. */
export interface ConversionOptions {
  /** Feature flags of the cluster's Serving, by key: `{ "kubernetes.podspec-nodeselector": "enabled" }`. @default - as shipped */
  readonly features?: Readonly<Record<string, string>>;
  /** The container that gets the requests. @default - the only one, or the first with a port */
  readonly container?: string;
  /** The port that gets the requests, by number or name. @default - the first of that container */
  readonly port?: number | string;
  /** Whether something else says how many instances run. @default false */
  readonly isScaled?: boolean;
}

/** What a Knative Service takes over from a Deployment, and what it does not. */
export interface Conversion {
  /** Labels and annotations for the Service itself. */
  readonly metadata: { readonly labels?: Texts; readonly annotations?: Texts };
  /** For `spec.template`. */
  readonly template: { readonly metadata?: Fields; readonly spec: Fields };
  readonly losses: readonly Loss[];
}

type Texts = Readonly<Record<string, string>>;

/**
 * Makes of an `apps/v1` Deployment the template of a Knative Service (serving.md §1.1, §3.4 to §3.8). Fields that only
 * the cluster writes, `spec.selector`, and values that are Kubernetes' own defaults lose nothing and are left out;
 * everything else is carried over or told.
 */
export function convertDeployment(deployment: Manifest, options: ConversionOptions = {}): Conversion {
  const losses = new Losses();
  const spec: Fields = deployment.spec ?? {};
  const template = isObject(spec.template) ? spec.template : {};
  const pod = isObject(template.spec) ? template.spec : {};
  const flags = flagsOf(options.features ?? {});
  const fromSpec = convertSpec(spec, options, losses);
  const podFields = convertPod(pod, flags, losses);
  const { volumes, kept } = convertVolumes(pod, `${POD}.volumes`, flags, losses);
  const containers = convertContainers(pod, { path: POD, flags, volumes: kept, options }, losses);
  const metadata = templateMetadata(template.metadata, fromSpec.annotations);
  return {
    metadata: ownMetadata(deployment),
    template: {
      ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
      spec: { ...podFields, ...containers, ...(volumes.length === 0 ? {} : { volumes }) },
    },
    losses: losses.list,
  };
}

const POD = "spec.template.spec";

/** Whether a feature flag is known to be on; the shipped ones that are stay on. */
export type Flags = (flag: string) => boolean;

function flagsOf(features: Readonly<Record<string, string>>): Flags {
  return (flag) => (features[flag] ?? SHIPPED[flag])?.toLowerCase() === "enabled";
}

const SHIPPED: Readonly<Record<string, string>> = {
  "multi-container": "enabled",
  "kubernetes.podspec-volumes-emptydir": "enabled",
};

/** Annotations that tools write for themselves. */
const WRITTEN = /^(?:deployment\.kubernetes\.io\/|kubectl\.kubernetes\.io\/)/;

function ownMetadata({ metadata }: Manifest): Conversion["metadata"] {
  const annotations = Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(([key]) => !WRITTEN.test(key)),
  );
  return {
    ...(metadata.labels === undefined ? {} : { labels: metadata.labels }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}

function templateMetadata(given: unknown, added: Texts): Fields {
  const { labels, annotations } = isObject(given) ? given : {};
  const texts = isObject(annotations) ? annotations : {};
  const kept = { ...Object.fromEntries(Object.entries(texts).filter(([key]) => !WRITTEN.test(key))), ...added };
  return {
    ...(isObject(labels) ? { labels } : {}),
    ...(Object.keys(kept).length === 0 ? {} : { annotations: kept }),
  };
}

/** Fields of a Deployment's spec that are told when they say something; `selector` and `template` need no word. */
const TOLD = ["strategy", "minReadySeconds", "revisionHistoryLimit", "paused"];

function convertSpec(spec: Fields, options: ConversionOptions, losses: Losses): { readonly annotations: Texts } {
  const { replicas, progressDeadlineSeconds } = spec;
  if (typeof replicas === "number" && options.isScaled !== true) {
    const message = `replicas: ${replicas} is not carried over: a Knative Service runs as many instances as its requests need, down to none.`;
    const mend = `Write scale: { min: ${replicas} } to keep as many at all times, or scale: {} to leave it to the requests.`;
    losses.add("spec.replicas", message, mend, "§4");
  }
  for (const field of TOLD) {
    const value = spec[field];
    if (value === undefined || value === null || isEqual(value, DEFAULTS[field])) continue;
    losses.add(
      `spec.${field}`,
      `${field} is not carried over: how revisions follow each other is up to Knative.`,
      insteadOfField(field) ?? "Remove it.",
      "§1.1",
    );
  }
  const isOwnDeadline = typeof progressDeadlineSeconds === "number" && progressDeadlineSeconds !== 600;
  return {
    annotations: isOwnDeadline ? { "serving.knative.dev/progress-deadline": `${progressDeadlineSeconds}s` } : {},
  };
}

/** What Kubernetes fills in, so that leaving it out loses nothing. */
const DEFAULTS: Fields = {
  strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
  minReadySeconds: 0,
  revisionHistoryLimit: 10,
  paused: false,
  restartPolicy: "Always",
  dnsPolicy: "ClusterFirst",
  schedulerName: "default-scheduler",
  terminationGracePeriodSeconds: 30,
  securityContext: {},
  hostNetwork: false,
  hostPID: false,
  hostIPC: false,
  shareProcessNamespace: false,
  automountServiceAccountToken: true,
};

/** Parts of a pod that have converters of their own. */
const ELSEWHERE = new Set(["containers", "initContainers", "volumes", "serviceAccount"]);
const ALWAYS = new Set(["serviceAccountName", "imagePullSecrets", "enableServiceLinks"]);
/** The flag of each field that needs one (POD-2). */
const FLAGGED: Readonly<Record<string, string>> = {
  affinity: "affinity",
  topologySpreadConstraints: "topologyspreadconstraints",
  hostAliases: "hostaliases",
  nodeSelector: "nodeselector",
  runtimeClassName: "runtimeclassname",
  tolerations: "tolerations",
  securityContext: "securitycontext",
  shareProcessNamespace: "shareprocessnamespace",
  priorityClassName: "priorityclassname",
  schedulerName: "schedulername",
  dnsPolicy: "dnspolicy",
  dnsConfig: "dnsconfig",
  hostIPC: "hostipc",
  hostPID: "hostpid",
  hostNetwork: "hostnetwork",
};

function convertPod(pod: Fields, flags: Flags, losses: Losses): Fields {
  const result: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(pod)) {
    if (ELSEWHERE.has(field) || value === null || isEmpty(value) || isEqual(value, DEFAULTS[field])) continue;
    const where = `${POD}.${field}`;
    const flag = FLAGGED[field];
    if (ALWAYS.has(field) || (field === "automountServiceAccountToken" && value === false)) result[field] = value;
    else if (flag !== undefined) {
      const name = `kubernetes.podspec-${flag}`;
      if (flags(name)) result[field] = value;
      else losses.needsFlag(where, name, field, "POD-2");
    } else {
      const mend = insteadOfField(field) ?? "Remove it.";
      losses.add(where, `${field} is not carried over: a Knative Service has no place for it.`, mend, "POD-3");
    }
  }
  // The older name of the same field.
  if (pod.serviceAccountName === undefined && typeof pod.serviceAccount === "string") {
    result.serviceAccountName = pod.serviceAccount;
  }
  return result;
}

function isEmpty(value: unknown): boolean {
  return (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
}
