import type { Manifest } from "../../manifest.ts";
import { dns1035LabelFaults, dns1035PrefixFaults } from "../../names/kubernetes-names.ts";
import { parseGoDuration } from "../../scalars/go-duration.ts";
import type { Report } from "../fault.ts";
import { at } from "./at.ts";
import { Say } from "./say.ts";

const AUTOSCALING = "autoscaling.knative.dev";

/** `serving-name`: a DNS label that starts with a letter, because a Service of Kubernetes gets the name (META-1). */
export function checkServingName(manifest: Manifest, report: Report): void {
  const say = new Say("serving-name", "META-1", report);
  const { name = "", generateName = "" } = manifest.metadata;
  if (generateName !== "") {
    const faults = dns1035PrefixFaults(generateName);
    if (faults.length > 0) {
      say.error(
        at("metadata.generateName"),
        `${JSON.stringify(generateName)} cannot begin the name of a Knative Service: ${faults.join("; ")}.`,
        MEND,
        { message: `not a DNS 1035 label prefix: [${faults.join(" ")}]`, paths: ["metadata.generateName"] },
      );
    }
  }
  if (name !== "") {
    const faults = dns1035LabelFaults(name);
    if (faults.length === 0) return;
    say.error(
      at("metadata.name"),
      `${JSON.stringify(name)} cannot name a Knative object: ${faults.join("; ")}.`,
      MEND,
      {
        message: `not a DNS 1035 label: [${faults.join(" ")}]`,
        paths: ["metadata.name"],
      },
    );
  } else if (generateName === "") {
    say.error(at("metadata.name"), "This object has no name.", "Write metadata.name.", {
      message: "name or generateName is required",
      paths: ["metadata.name"],
    });
  }
}

const MEND = "Use at most 63 small letters, digits and hyphens, and begin with a letter.";

/** `serving-annotation`: autoscaling belongs into the template (META-2). */
export function checkAutoscalingPlace(manifest: Manifest, report: Report): void {
  for (const key of Object.keys(manifest.metadata.annotations ?? {})) {
    if (!key.startsWith(AUTOSCALING)) continue;
    new Say("serving-annotation", "META-2", report).error(
      at(`metadata.annotations[${key}]`),
      `${key} has no effect on the ${manifest.kind} itself.`,
      manifest.kind === "Route"
        ? "Move it to spec.template.metadata.annotations of the Configuration."
        : "Move it to spec.template.metadata.annotations.",
      {
        message: `invalid key name "${key}"`,
        paths: ["metadata.annotations"],
        details: 'autoscaling annotations must be put under "spec.template.metadata.annotations" to work',
      },
    );
  }
}

const ROLLOUT = ["serving.knative.dev/rollout-duration", "serving.knative.dev/rolloutDuration"];

/** `serving-annotation`: a rollout takes whole seconds (META-5). */
export function checkRollout(manifest: Manifest, report: Report): void {
  const key = ROLLOUT.find((name) => manifest.metadata.annotations?.[name] !== undefined);
  const value = key === undefined ? undefined : manifest.metadata.annotations?.[key];
  if (key !== undefined && typeof value === "string") {
    checkWholeSeconds(value, key, "metadata.annotations", "META-5", "rollout-duration", report);
  }
}

/** A Go duration of whole seconds, not negative, or nothing (META-5, TPL-6). */
export function checkWholeSeconds(
  value: string,
  key: string,
  map: string,
  rule: string,
  name: string,
  report: Report,
): void {
  if (value === "") return;
  const say = new Say("serving-annotation", rule, report);
  const where = { field: `${map}[${key}]`, printed: `${map}.${key}` };
  const quoted = `${key} is ${JSON.stringify(value)}`;
  const duration = parseGoDuration(value);
  if (duration === undefined) {
    say.invalid(where, value, `${quoted}, which is no duration.`, "Write it like 30s or 10m.");
  } else if (duration % 1_000_000_000n !== 0n) {
    say.error(where, `${quoted}: only whole seconds count.`, "Round it to seconds.", {
      message: `${name}=${value} is not at second precision`,
      paths: [where.printed],
    });
  } else if (duration < 0n) {
    say.error(where, `${quoted}: it cannot be negative.`, "Write 0s or more.", {
      message: `${name}=${value} must be positive`,
      paths: [where.printed],
    });
  }
}
