import { nearestName } from "../../../diagnostics/index.ts";
import { parseGoDuration } from "../../scalars/go-duration.ts";
import { parseGoFloat, parseGoInt } from "../../scalars/go-numbers.ts";
import { type ServingConfig, servingConfigOf } from "../../serving-config.ts";
import type { Context, Report } from "../fault.ts";
import { Say } from "./say.ts";

type Annotations = Readonly<Record<string, unknown>>;

const GROUP = "autoscaling.knative.dev/";
const KPA = "kpa.autoscaling.knative.dev";
const HPA = "hpa.autoscaling.knative.dev";

/**
 * `autoscaling-annotation`: the autoscaler's annotations of a template, each with its own form and range (serving.md §4).
 *
 * @param map path of the annotations
 */
export function checkAutoscaling(annotations: Annotations, map: string, context: Context, report: Report): void {
  let given: Map<string, Given> | undefined;
  for (const key in annotations) {
    const value = annotations[key];
    if (!key.startsWith(GROUP) || typeof value !== "string") continue;
    given ??= new Map();
    given.set(key.slice(GROUP.length), { key, value });
  }
  if (given !== undefined) new Autoscaling(given, map, servingConfigOf(context.settings), report).check();
}

/** The parts of keys that Knative reads on a template, each with its older spelling. */
const KEYS = [
  "class",
  "metric",
  "target",
  "window",
  "min-scale",
  "minScale",
  "max-scale",
  "maxScale",
  "initial-scale",
  "initialScale",
  "activation-scale",
  "target-utilization-percentage",
  "targetUtilizationPercentage",
  "target-burst-capacity",
  "targetBurstCapacity",
  "panic-window-percentage",
  "panicWindowPercentage",
  "panic-threshold-percentage",
  "panicThresholdPercentage",
  "scale-down-delay",
  "scaleDownDelay",
  "scale-to-zero-pod-retention-period",
  "scaleToZeroPodRetentionPeriod",
  "metric-aggregation-algorithm",
  "metricAggregationAlgorithm",
];

interface Given {
  readonly key: string;
  readonly value: string;
}

class Autoscaling {
  /** The annotations by the part of their key behind the slash. */
  private readonly given: ReadonlyMap<string, Given>;
  private readonly map: string;
  private readonly config: ServingConfig;
  private readonly say: Say;
  private readonly unknown: Say;
  private readonly aimless: Say;

  public constructor(given: ReadonlyMap<string, Given>, map: string, config: ServingConfig, report: Report) {
    this.given = given;
    this.map = map;
    this.config = config;
    this.say = new Say("autoscaling-annotation", "§4", report);
    this.unknown = new Say("autoscaling-unknown", "§4", report);
    this.aimless = new Say("autoscaling-no-target", "§4", report);
  }

  public check(): void {
    this.checkKeys();
    this.checkTarget();
    this.checkClass();
    this.checkScales();
    this.checkFloats();
    this.checkWindow();
    this.checkDuration("scale-down-delay", "scaleDownDelay", 0n, HOUR, true);
    this.checkDuration("scale-to-zero-pod-retention-period", "scaleToZeroPodRetentionPeriod", 0n, HOUR, false);
    this.checkMetric();
    this.checkAlgorithm();
    this.checkInitialScale();
  }

  /** The value of an annotation by its names, the first of them wins. */
  private find(name: string, alias?: string): Given | undefined {
    return this.given.get(name) ?? (alias === undefined ? undefined : this.given.get(alias));
  }

  /** `autoscaling-unknown`: the cluster takes any key and reads only its own. */
  private checkKeys(): void {
    for (const [name, { key }] of this.given) {
      if (KEYS.includes(name)) continue;
      const near = nearestName(name, KEYS);
      this.unknown.warn(
        this.place(key),
        `Nothing reads the annotation ${key}.`,
        near === undefined
          ? "Remove it, or look it up in the documentation of Knative Serving."
          : `Did you mean ${GROUP}${near}?`,
      );
    }
  }

  /** `autoscaling-no-target`: without one, the HorizontalPodAutoscaler that Knative makes scales by nothing. */
  private checkTarget(): void {
    const given = this.find("class");
    if (given?.value !== HPA || this.given.has("target")) return;
    this.aimless.warn(
      this.place(given.key),
      `This revision is scaled by a HorizontalPodAutoscaler that gets nothing to scale by: ${GROUP}target is missing.`,
      `Write ${GROUP}target: percent for the metric cpu, MiB for memory, otherwise the average of each instance.`,
    );
  }

  private place(key: string, suffix = ""): { readonly field: string; readonly printed: string } {
    return { field: `${this.map}[${key}]`, printed: `${this.map}.${key}${suffix}` };
  }

  private invalid(given: Given, mend: string): void {
    const message = `${given.key} is ${JSON.stringify(given.value)}, which cannot be read.`;
    this.say.invalid(this.place(given.key), given.value, message, mend);
  }

  private refuse(given: Given, knative: string, why: string, mend: string, suffix = ""): void {
    const where = this.place(given.key, suffix);
    this.say.error(where, `${given.key} is ${JSON.stringify(given.value)}: ${why}`, mend, {
      message: knative,
      paths: [where.printed],
    });
  }

  private checkClass(): void {
    const given = this.find("class");
    if (given === undefined || !given.value.endsWith(".knative.dev") || given.value === KPA || given.value === HPA)
      return;
    this.invalid(given, `Write ${KPA} or ${HPA}.`);
  }

  private checkScales(): void {
    const min = this.scale("min-scale", "minScale");
    const max = this.scale("max-scale", "maxScale");
    const maxGiven = this.find("max-scale", "maxScale");
    if (maxGiven !== undefined && max !== 0n && min > max) {
      this.refuse(
        maxGiven,
        `max-scale=${max} is less than min-scale=${min}`,
        `it is below min-scale (${min}).`,
        "Raise max-scale, lower min-scale, or write 0 for no limit.",
      );
    }
    const limit = this.config.maxScaleLimit;
    if (maxGiven !== undefined && limit !== 0n && (max > limit || max === 0n)) {
      this.say.outOfRange(this.place(maxGiven.key), String(max), 1, String(limit));
    }
    this.checkActivation(min, max);
  }

  private scale(name: string, alias: string): bigint {
    const given = this.find(name, alias);
    if (given === undefined) return 0n;
    const value = parseGoInt(given.value, 32);
    if (value !== undefined && value >= 0n) return value;
    // A number of more than 32 bits is beyond the range for Knative too, not unreadable.
    if (value === undefined && parseGoInt(given.value, 64) === undefined) {
      this.invalid(given, "Write a whole number in quotes.");
    } else this.say.outOfRange(this.place(given.key), given.value, 0, 2 ** 31 - 1);
    return 0n;
  }

  private checkActivation(min: bigint, max: bigint): void {
    const given = this.find("activation-scale");
    if (given === undefined) return;
    const value = parseGoInt(given.value, 32);
    if (value === undefined) {
      this.invalid(given, "Write a whole number from 2 in quotes.");
      return;
    }
    if (min > value) {
      const message = `min-scale=${min} is greater than activation-scale=${value}`;
      this.refuse(given, message, `min-scale (${min}) is more.`, "Raise it, or lower min-scale.");
    } else if (value < 2n) {
      const message = `activation-scale=${value} must be greater than 1`;
      this.refuse(given, message, "it must be 2 or more.", "Write 2 or more, or remove it.");
    }
    if (max > 0n && value > max) {
      const message = `activation-scale=${value} is greater than max-scale=${max}`;
      this.refuse(given, message, `max-scale (${max}) is less.`, "Lower it, or raise max-scale.");
    }
  }

  private checkInitialScale(): void {
    const given = this.find("initial-scale", "initialScale");
    if (given === undefined) return;
    const value = parseGoInt(given.value, 64);
    const message = `invalid value: ${given.value}`;
    // Knative prints the reason as a part of the path (PATH-3).
    if (value === undefined) this.invalid(given, "Write a whole number in quotes.");
    else if (value < 0n)
      this.refuse(given, message, "it must not be negative.", "Write 1 or more.", " must be greater than 0");
    else if (value === 0n && !this.config.allowsZeroInitialScale) {
      this.refuse(given, message, "the cluster does not allow 0.", "Write 1 or more.", "=0 not allowed by cluster");
    }
  }

  private checkFloats(): void {
    this.range("panic-window-percentage", "panicWindowPercentage", 1, 100);
    this.range("panic-threshold-percentage", "panicThresholdPercentage", 110, 1000);
    this.range("target-utilization-percentage", "targetUtilizationPercentage", 1, 100);
    const target = this.find("target");
    if (target !== undefined) {
      const value = parseGoFloat(target.value);
      if (value === undefined) this.invalid(target, "Write a number in quotes.");
      else if (value < 0.01) {
        this.refuse(
          target,
          `target ${target.value} should be at least 0.01`,
          "it must be at least 0.01.",
          "Write 0.01 or more.",
        );
      }
    }
    const burst = this.find("target-burst-capacity", "targetBurstCapacity");
    if (burst === undefined) return;
    const value = parseGoFloat(burst.value);
    if (value === undefined || (value < 0 && value !== -1)) this.invalid(burst, "Write 0 or more, or -1 for no limit.");
  }

  private range(name: string, alias: string, least: number, most: number): void {
    const given = this.find(name, alias);
    if (given === undefined) return;
    const value = parseGoFloat(given.value);
    if (value === undefined) this.invalid(given, `Write a number from ${least} to ${most} in quotes.`);
    else if (value < least || value > most) this.say.outOfRange(this.place(given.key), given.value, least, most);
  }

  private checkWindow(): void {
    this.checkDuration("window", undefined, 6n * SECOND, HOUR, true);
  }

  private checkDuration(name: string, alias: string | undefined, least: bigint, most: bigint, whole: boolean): void {
    const given = alias === undefined ? this.find(name) : this.find(name, alias);
    if (given === undefined) return;
    const value = parseGoDuration(given.value);
    if (value === undefined) {
      this.invalid(given, "Write it like 30s or 10m.");
      return;
    }
    if (value < least || value > most) {
      const limits = [least === 0n ? "0s" : "6s", "1h0m0s"] as const;
      this.say.outOfRange(this.place(given.key), given.value, ...limits);
    } else if (whole && value % SECOND !== 0n) {
      const message = "must be specified with at most second precision";
      this.refuse(given, message, "only whole seconds count.", "Round it to seconds.");
    }
  }

  private checkMetric(): void {
    const given = this.find("metric");
    if (given === undefined) return;
    const autoscaler = this.find("class")?.value ?? this.config.autoscalerClass;
    const isKnown = autoscaler === KPA ? ["concurrency", "rps"].includes(given.value) : given.value !== "";
    if (isKnown || (autoscaler !== KPA && autoscaler !== HPA)) return;
    this.invalid(
      given,
      autoscaler === KPA ? "Write concurrency or rps." : "Write cpu, memory or the name of a metric.",
    );
  }

  private checkAlgorithm(): void {
    const given = this.find("metric-aggregation-algorithm", "metricAggregationAlgorithm");
    if (given === undefined || this.find("class")?.value !== KPA) return;
    if (["linear", "weighted-exponential", "weightedExponential"].includes(given.value)) return;
    this.invalid(given, "Write linear or weighted-exponential.");
  }
}

const SECOND = 1_000_000_000n;
const HOUR = 3600n * SECOND;
