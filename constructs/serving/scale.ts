import type { Duration } from "cdk8s";
import { wholeSeconds } from "../core/duration.ts";

/** How many instances of a Knative Service run, and when (serving.md §4). */
export interface ScaleProps {
  /** The fewest instances. @default 0 */
  readonly min?: number;
  /** The most instances; 0 is no limit. @default 0 */
  readonly max?: number;
  /** How many a new revision starts with, above zero. @default 1 */
  readonly initial?: number;
  /** How many start when the first request comes, 2 or more. @default 1 */
  readonly activation?: number;
  /** What is counted: requests at a time, or requests each second. @default "concurrency" */
  readonly metric?: "concurrency" | "rps";
  /** How much of the metric one instance should carry, 0.01 or more. @default - 100 requests at a time, 200 each second */
  readonly target?: number;
  /** The percentage of the target at which instances are added, 1 to 100. @default 70 */
  readonly targetUtilization?: number;
  /** Over how long the metric is averaged, 6 seconds to an hour. @default Duration.seconds(60) */
  readonly window?: Duration;
  /** How long less traffic must last before instances are taken away, up to an hour. @default Duration.seconds(0) */
  readonly downDelay?: Duration;
  /** How long the last instance stays, up to an hour. @default Duration.seconds(0) */
  readonly lastPodRetention?: Duration;
}

/** The annotations of a revision that say so. @throws {@link AuthoringError} `duration-cut` */
export function scaleAnnotations(scale: ScaleProps = {}, construct: string): Readonly<Record<string, string>> {
  const seconds = (key: string, duration: Duration | undefined) =>
    duration === undefined ? undefined : `${wholeSeconds(duration, { construct, field: annotationField(key) })}s`;
  const values: Readonly<Record<string, string | number | undefined>> = {
    "min-scale": scale.min,
    "max-scale": scale.max,
    "initial-scale": scale.initial,
    "activation-scale": scale.activation,
    metric: scale.metric,
    target: scale.target,
    "target-utilization-percentage": scale.targetUtilization,
    window: seconds("window", scale.window),
    "scale-down-delay": seconds("scale-down-delay", scale.downDelay),
    "scale-to-zero-pod-retention-period": seconds("scale-to-zero-pod-retention-period", scale.lastPodRetention),
  };
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [`autoscaling.knative.dev/${key}`, String(value)]),
  );
}

function annotationField(key: string): string {
  return `spec.template.metadata.annotations.autoscaling.knative.dev/${key}`;
}
