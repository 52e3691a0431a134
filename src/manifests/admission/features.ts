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
