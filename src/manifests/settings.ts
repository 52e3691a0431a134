import type { Severity } from "../diagnostics/index.ts";

/**
 * What the cluster is like and how strict to be: `sluice.yaml`, read at the edge. Feature flags are Knative's own keys
 * and values (eventing.md §12.1, serving.md §3.4).
 */
export interface Settings {
  /** The Knative version manifests must suit, such as `1.23`. */
  readonly knative: string;
  readonly profile: "dev" | "production";
  /** Overrides of `config-features` of eventing, by key, values lower-cased. */
  readonly eventingFeatures: Readonly<Record<string, string>>;
  /** Overrides of `config-features` of serving, by key, values lower-cased. */
  readonly servingFeatures: Readonly<Record<string, string>>;
  readonly clusterDomain: string;
  /** Severity overrides by rule; `off` silences a rule everywhere. */
  readonly rules: Readonly<Record<string, Severity | "off">>;
  /** Contracts of objects one may not annotate, by object key. */
  readonly contracts: Readonly<Record<string, StatedContracts>>;
}

/** Contract names stated for an object. */
export interface StatedContracts {
  readonly accepts?: readonly string[];
  readonly replies?: readonly string[];
  readonly emits?: readonly string[];
}

/** The cluster as Knative ships it, and the severities of development. */
export const DEFAULT_SETTINGS: Settings = Object.freeze({
  knative: "1.23",
  profile: "dev",
  eventingFeatures: Object.freeze({}),
  servingFeatures: Object.freeze({}),
  clusterDomain: "cluster.local",
  rules: Object.freeze({}),
  contracts: Object.freeze({}),
});
