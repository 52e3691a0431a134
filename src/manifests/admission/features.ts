import type { Settings } from "../settings.ts";
import type { Features } from "./fault.ts";

/** Flags of Eventing's `config-features` that ship with another value than `disabled` (eventing.md §12.1). */
const EVENTING: Readonly<Record<string, string>> = {
  "delivery-timeout": "enabled",
  "default-authorization-mode": "allow-same-namespace",
  "oidc-discovery-base-url": "https://kubernetes.default.svc",
  "requestreply-default-timeout": "PT30S",
};

/** Flags of Serving's `config-features` that ship enabled (serving.md §3.4). */
const SERVING: Readonly<Record<string, string>> = {
  "multi-container": "enabled",
  "kubernetes.podspec-volumes-emptydir": "enabled",
};

/** Keys of Eventing's `config-features` (eventing.md §12.1). */
export const EVENTING_FLAGS: readonly string[] = [
  "kreference-group",
  "delivery-retryafter",
  "delivery-timeout",
  "kreference-mapping",
  "transport-encryption",
  "eventtype-auto-create",
  "authentication-oidc",
  "default-authorization-mode",
  "cross-namespace-event-links",
  "new-apiserversource-filters",
  "oidc-discovery-base-url",
  "requestreply-default-timeout",
];

/** Keys that carry a label's name (eventing.md §12.1). */
export function isEventingFlag(flag: string): boolean {
  return flag.startsWith("apiserversources-nodeselector-");
}

/** Keys of Serving's `config-features` (serving.md §3.4). */
export const SERVING_FLAGS: readonly string[] = [
  "multi-container",
  "multi-container-probing",
  "secure-pod-defaults",
  "tag-header-based-routing",
  "autodetect-http2",
  "queueproxy.mount-podinfo",
  "queueproxy.resource-defaults",
  "kubernetes.containerspec-addcapabilities",
  ...[
    "affinity",
    "topologyspreadconstraints",
    "hostaliases",
    "nodeselector",
    "runtimeclassname",
    "tolerations",
    "securitycontext",
    "shareprocessnamespace",
    "priorityclassname",
    "schedulername",
    "init-containers",
    "dnspolicy",
    "dnsconfig",
    "hostipc",
    "hostpid",
    "hostnetwork",
    "fieldref",
    "volumes-emptydir",
    "persistent-volume-claim",
    "persistent-volume-write",
    "volumes-hostpath",
    "volumes-csi",
    "volumes-ephemeral",
    "volumes-image",
    "volumes-mount-propagation",
  ].map((name) => `kubernetes.podspec-${name}`),
];

/** The flags in force: the settings', otherwise those Knative ships. */
export function featuresOf(settings: Settings): Features {
  return {
    eventing: (flag) => settings.eventingFeatures[flag] ?? EVENTING[flag] ?? "disabled",
    serving: (flag) => known(settings.servingFeatures[flag]) ?? SERVING[flag] ?? "disabled",
  };
}

/** Serving ignores a value it does not know: the default stays. */
function known(value: string | undefined): string | undefined {
  const lower = value?.toLowerCase();
  return lower === "enabled" || lower === "allowed" || lower === "disabled" || lower === "allowrootbounded"
    ? lower
    : undefined;
}
