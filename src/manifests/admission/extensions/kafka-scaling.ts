import { nearestName } from "../../../diagnostics/index.ts";
import type { Manifest } from "../../manifest.ts";
import type { Report } from "../fault.ts";
import { findingsOf } from "./findings.ts";

const PREFIX = "autoscaling.eventing.knative.dev/";
/** Numbers that KEDA is told, and the defaults. */
const NUMBERS: Readonly<Record<string, number>> = {
  "min-scale": 0,
  "max-scale": 50,
  "polling-interval": 10,
  "cooldown-period": 30,
  "lag-threshold": 100,
  "activation-lag-threshold": 0,
};

/**
 * `kafka-scaling`: the annotations that scale a KafkaSource by KEDA. Nobody checks them at admission; they count only
 * where `controller-autoscaler-keda` is enabled in `config-kafka-features` (sources.md §1.1).
 */
export function checkKafkaScaling({ metadata }: Manifest, report: Report): void {
  const { broken, doubtful } = findingsOf("kafka-scaling", "knative/sources.md §1.1", report);
  const scale: Record<string, number> = { ...NUMBERS };
  for (const [annotation, value] of Object.entries(metadata.annotations ?? {})) {
    if (!annotation.startsWith(PREFIX)) continue;
    const at = `metadata.annotations[${annotation}]`;
    const name = annotation.slice(PREFIX.length);
    if (name === "class") {
      if (value !== "disabled") {
        doubtful(
          at,
          `${annotation} is ${JSON.stringify(value)}; only "disabled" has a meaning.`,
          'Write "disabled", or leave it out.',
        );
      }
    } else if (!Object.hasOwn(NUMBERS, name)) {
      const near = nearestName(name, ["class", ...Object.keys(NUMBERS)]);
      doubtful(
        at,
        `Nobody reads the annotation ${annotation}.`,
        near === undefined
          ? `Known are ${Object.keys(NUMBERS).join(", ")} and class.`
          : `Did you mean ${JSON.stringify(PREFIX + near)}?`,
      );
    } else if (!/^[0-9]{1,9}$/.test(value)) {
      broken(
        at,
        `${annotation} is ${JSON.stringify(value)}, which is no whole number.`,
        `Write a number from 0; ${NUMBERS[name]} is the default.`,
      );
    } else scale[name] = Number(value);
  }
  const { "min-scale": least = 0, "max-scale": most = 0 } = scale;
  if (least > most) {
    broken(
      `metadata.annotations[${PREFIX}min-scale]`,
      `min-scale ${least} is above max-scale ${most}.`,
      "Write a max-scale that is at least min-scale.",
    );
  }
}
