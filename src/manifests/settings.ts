import type { Place, Severity } from "../diagnostics/index.ts";

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
  /** What other ConfigMaps of serving say, by their name and key: `config-defaults`, `config-autoscaler` (serving.md §2, §4). */
  readonly servingConfigMaps: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly clusterDomain: string;
  /** Severity overrides by rule; `off` silences a rule everywhere. */
  readonly rules: Readonly<Record<string, Severity | "off">>;
  /** Contracts of objects one may not annotate, by object key. */
  readonly contracts: Readonly<Record<string, StatedContracts>>;
  /** Findings that are known and lived with, for objects one may not annotate. */
  readonly acknowledgements: readonly Acknowledgement[];
}

/** One finding that somebody knows of and lives with. */
export interface Acknowledgement {
  /** The finding's code. */
  readonly rule: string;
  /** Key of the object that the finding names. */
  readonly object: string;
  /** Only the finding at this field; absent: every one of that code on the object. */
  readonly field?: string;
  /** Why it may stand. */
  readonly reason: string;
  /** Where it is written. */
  readonly place?: Place;
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
  servingConfigMaps: Object.freeze({}),
  clusterDomain: "cluster.local",
  rules: Object.freeze({}),
  contracts: Object.freeze({}),
  acknowledgements: Object.freeze([]),
});
