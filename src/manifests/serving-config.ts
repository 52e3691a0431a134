import { parseGoInt } from "./scalars/go-numbers.ts";
import { isQuantity, parseQuantity } from "./scalars/quantity.ts";
import type { Settings } from "./settings.ts";

/** What Serving's ConfigMaps say, read once for each {@link Settings} (serving.md §2, §4). */
export interface ServingConfig {
  /** Seconds a request may take where its revision does not say. */
  readonly timeoutSeconds: number;
  /** The most seconds a revision may allow a request. */
  readonly maxTimeoutSeconds: number;
  /** Seconds until the first byte of an answer, written only where it is less than the revision's own timeout. */
  readonly responseStartTimeoutSeconds: number;
  /** Seconds without data after which a request is cut; 0 is not written. */
  readonly idleTimeoutSeconds: number;
  readonly containerConcurrency: number;
  readonly maxContainerConcurrency: number;
  /** Whether a revision may take any number of requests at a time. */
  readonly allowsConcurrencyZero: boolean;
  readonly enableServiceLinks: boolean;
  /** Name of a nameless container: text with `{{.Name}}` and `{{.Namespace}}` of the object. */
  readonly containerName: string;
  readonly initContainerName: string;
  /** Resources of containers that say nothing of them, by name, in canonical form. */
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  /** The autoscaler of revisions that name none. */
  readonly autoscalerClass: string;
  /** The most instances a revision may ask for; 0 is no limit. */
  readonly maxScaleLimit: bigint;
  /** Whether a revision may start with no instance at all. */
  readonly allowsZeroInitialScale: boolean;
}

/** The kinds of values that Serving's settings have. */
type ValueKind = "number" | "boolean" | "quantity" | "text";

const RESOURCES = ["cpu", "memory", "ephemeral-storage"];

/** The keys of Serving's ConfigMaps that a rule or a default depends on, with the kind of their values. */
export const SERVING_CONFIG_KEYS: Readonly<Record<string, Readonly<Record<string, ValueKind>>>> = {
  "config-defaults": {
    "revision-timeout-seconds": "number",
    "max-revision-timeout-seconds": "number",
    "revision-response-start-timeout-seconds": "number",
    "revision-idle-timeout-seconds": "number",
    "container-concurrency": "number",
    "container-concurrency-max-limit": "number",
    "allow-container-concurrency-zero": "boolean",
    "enable-service-links": "boolean",
    "container-name-template": "text",
    "init-container-name-template": "text",
    ...Object.fromEntries(
      RESOURCES.flatMap((resource) => [
        [`revision-${resource}-request`, "quantity" as const],
        [`revision-${resource}-limit`, "quantity" as const],
      ]),
    ),
  },
  "config-autoscaler": {
    "pod-autoscaler-class": "text",
    "max-scale-limit": "number",
    "allow-zero-initial-scale": "boolean",
    // Nothing here depends on these two, but they stand beside the limit.
    "min-scale": "number",
    "max-scale": "number",
    "initial-scale": "number",
  },
};

/** What a value must be, in words; undefined when it is. */
export function servingConfigFault(configMap: string, key: string, value: string): string | undefined {
  switch (SERVING_CONFIG_KEYS[configMap]?.[key]) {
    case "number": {
      const number = parseGoInt(value, 32);
      return number === undefined || number < 0n ? "a whole number of 0 or more" : undefined;
    }
    case "boolean":
      return /^(?:true|false)$/i.test(value) ? undefined : "true or false";
    case "quantity":
      return isQuantity(value) ? undefined : "a quantity such as 500m or 128Mi";
    default:
      return undefined;
  }
}

const known = new WeakMap<Settings, ServingConfig>();

/** The configuration in force: the settings', otherwise what Knative ships. */
export function servingConfigOf(settings: Settings): ServingConfig {
  let config = known.get(settings);
  if (config === undefined) {
    config = read(settings);
    known.set(settings, config);
  }
  return config;
}

function read({ servingConfigMaps }: Settings): ServingConfig {
  const defaults = servingConfigMaps["config-defaults"] ?? {};
  const autoscaler = servingConfigMaps["config-autoscaler"] ?? {};
  const number = (key: string, shipped: number): number => Number(parseGoInt(defaults[key] ?? "", 32) ?? shipped);
  return {
    timeoutSeconds: number("revision-timeout-seconds", 300),
    maxTimeoutSeconds: number("max-revision-timeout-seconds", 600),
    responseStartTimeoutSeconds: number("revision-response-start-timeout-seconds", 300),
    idleTimeoutSeconds: number("revision-idle-timeout-seconds", 0),
    containerConcurrency: number("container-concurrency", 0),
    maxContainerConcurrency: number("container-concurrency-max-limit", 1000),
    allowsConcurrencyZero: flag(defaults["allow-container-concurrency-zero"], true),
    enableServiceLinks: flag(defaults["enable-service-links"], false),
    containerName: defaults["container-name-template"] ?? "user-container",
    initContainerName: defaults["init-container-name-template"] ?? "init-container",
    requests: resources(defaults, "request"),
    limits: resources(defaults, "limit"),
    autoscalerClass: autoscaler["pod-autoscaler-class"] ?? "kpa.autoscaling.knative.dev",
    maxScaleLimit: parseGoInt(autoscaler["max-scale-limit"] ?? "", 32) ?? 0n,
    allowsZeroInitialScale: flag(autoscaler["allow-zero-initial-scale"], false),
  };
}

function flag(value: string | undefined, shipped: boolean): boolean {
  return value === undefined ? shipped : value.toLowerCase() === "true";
}

function resources(defaults: Readonly<Record<string, string>>, kind: "request" | "limit"): Record<string, string> {
  const found: Record<string, string> = {};
  for (const resource of RESOURCES) {
    const text = defaults[`revision-${resource}-${kind}`];
    const quantity = text === undefined ? undefined : parseQuantity(text);
    if (quantity !== undefined && !("fault" in quantity)) found[resource] = quantity.canonical;
  }
  return found;
}
