import type { Duration } from "cdk8s";
import { goDuration, wholeSeconds } from "../core/duration.ts";

/**
 * How many instances of a revision run, and when (serving.md §4). Each prop is one annotation
 * `autoscaling.knative.dev/…` of the template; the defaults are those of Knative as shipped, which a cluster's
 * `config-autoscaler` may change. Values out of range and pairs that contradict each other are errors at synth.
 */
export interface ScaleProps {
  /**
   * Who scales: Knative's own autoscaler by requests, down to zero (`kpa`), or a HorizontalPodAutoscaler of Kubernetes by
   * load, never to zero (`hpa`, installed separately), or the whole name of another's class.
   *
   * @default "kpa"
   */
  readonly class?: "kpa" | "hpa" | (string & {});
  /** The fewest instances, also while no request comes. Above zero, requests never wait for a start. @default 0 */
  readonly min?: number;
  /** The most instances, at least `min`; 0 is no limit. @default 0 */
  readonly max?: number;
  /** How many instances a new revision starts with before its traffic decides; 0 only where the cluster allows it. @default 1 */
  readonly initial?: number;
  /** How many instances start when a request wakes it from zero, 2 or more, from `min` to `max`. @default 1 */
  readonly activation?: number;
  /**
   * What is counted. `kpa`: `concurrency`, requests at a time, or `rps`, requests each second. `hpa`: `cpu`, `memory`, or
   * the name of a metric of the cluster's.
   *
   * @default - "concurrency" for kpa, "cpu" for hpa
   */
  readonly metric?: "concurrency" | "rps" | "cpu" | "memory" | (string & {});
  /**
   * How much of the metric one instance should carry, 0.01 or more: requests, requests each second, percent of the
   * requested `cpu`, MiB of `memory`. A goal, not a limit: that is `concurrency` of the service. `hpa` needs it.
   *
   * @default - 100 requests at a time (or what `concurrency` allows), 200 each second
   */
  readonly target?: number;
  /** The percentage of the target at which instances are added, 1 to 100. @default 70 */
  readonly targetUtilization?: number;
  /**
   * How many requests beyond what runs may come at once before Knative queues them in its activator, in requests; 0 queues
   * only at zero instances, -1 always.
   *
   * @default 211
   */
  readonly burstCapacity?: number;
  /** Over how long the metric is averaged, whole seconds from 6 s to an hour. @default Duration.seconds(60) */
  readonly window?: Duration;
  /**
   * The part of `window` that is watched for sudden load, as a percentage of it, 1 to 100.
   *
   * @default 10
   */
  readonly panicWindow?: number;
  /**
   * How much load within `panicWindow` makes it panic, as a percentage of the target, 110 to 1000. In panic, instances
   * are only added.
   *
   * @default 200
   */
  readonly panicThreshold?: number;
  /** How the window is averaged: all moments alike, or later ones more. @default "linear" */
  readonly aggregation?: "linear" | "weighted-exponential";
  /** How long less traffic must last before instances are taken away, whole seconds up to an hour. @default Duration.seconds(0) */
  readonly downDelay?: Duration;
  /** How long the last instance stays without traffic, up to an hour. @default Duration.seconds(0) */
  readonly lastPodRetention?: Duration;
}

/** The annotations of a revision that say so. @throws {@link AuthoringError} `duration-cut` */
export function scaleAnnotations(scale: ScaleProps = {}, construct: string): Readonly<Record<string, string>> {
  const place = (key: string) => ({ construct, field: `spec.template.metadata.annotations[${GROUP}${key}]` });
  const seconds = (key: string, duration: Duration | undefined) =>
    duration === undefined ? undefined : `${wholeSeconds(duration, place(key))}s`;
  const retention = scale.lastPodRetention;
  const values: Readonly<Record<string, string | number | undefined>> = {
    class: classOf(scale),
    "min-scale": scale.min,
    "max-scale": scale.max,
    "initial-scale": scale.initial,
    "activation-scale": scale.activation,
    metric: scale.metric,
    target: scale.target,
    "target-utilization-percentage": scale.targetUtilization,
    "target-burst-capacity": scale.burstCapacity,
    window: seconds("window", scale.window),
    "panic-window-percentage": scale.panicWindow,
    "panic-threshold-percentage": scale.panicThreshold,
    "metric-aggregation-algorithm": scale.aggregation,
    "scale-down-delay": seconds("scale-down-delay", scale.downDelay),
    "scale-to-zero-pod-retention-period":
      retention === undefined ? undefined : goDuration(retention, place("scale-to-zero-pod-retention-period")),
  };
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [`${GROUP}${key}`, String(value)]),
  );
}

const GROUP = "autoscaling.knative.dev/";

function classOf({ class: name }: ScaleProps): string | undefined {
  return name === "kpa" || name === "hpa" ? `${name}.${GROUP.slice(0, -1)}` : name;
}
