import { isObject } from "../../is-object.ts";
import type { ObjectMeta } from "../../manifest.ts";
import { dns1035LabelFaults, dns1035PrefixFaults } from "../../names/kubernetes-names.ts";
import { parseGoFloat } from "../../scalars/go-numbers.ts";
import { isQuantity } from "../../scalars/quantity.ts";
import type { Context, Report } from "../fault.ts";
import { type At, at, below } from "./at.ts";
import { checkAutoscaling } from "./autoscaling.ts";
import { checkWholeSeconds } from "./metadata.ts";
import { checkRevisionSpec } from "./revision-spec.ts";
import { Say } from "./say.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The template of a revision: its name, its annotations and its pod (TPL-1 to TPL-8).
 *
 * @param owner metadata of the Service or Configuration
 */
export function checkTemplate(template: unknown, owner: ObjectMeta, context: Context, report: Report): void {
  const fields = isObject(template) ? template : {};
  const where = at("spec.template");
  checkRevisionSpec(isObject(fields.spec) ? fields.spec : {}, below(where, ".spec"), context, report);
  if (!isObject(fields.metadata)) return;
  const { name = "", generateName = "" } = owner;
  checkName(fields.metadata, generateName === "" ? name : undefined, report);
  if (isObject(fields.metadata.annotations)) {
    checkTemplateAnnotations(fields.metadata.annotations, "spec.template.metadata.annotations", context, report);
  }
}

/** `revision-annotation`: what a template's annotations may say (TPL-4 to TPL-7). */
export function checkTemplateAnnotations(annotations: Fields, map: string, context: Context, report: Report): void {
  checkAutoscaling(annotations, map, context, report);
  for (const key in annotations) {
    const value = annotations[key];
    if (typeof value !== "string") continue;
    if (key.startsWith(NETWORKING)) checkNetworking(key, map, report);
    else if (key.startsWith(QUEUE)) checkQueue(key, value, map, report);
    else if (key === PROGRESS) checkWholeSeconds(value, key, map, "TPL-6", "progress-deadline", report);
  }
}

const PROGRESS = "serving.knative.dev/progress-deadline";
const NETWORKING = "networking.knative.dev";
const QUEUE = "queue.sidecar.serving.knative.dev/";

/** `revision-name`: begins with the owner's name, or is left to the cluster (TPL-1, TPL-2). */
function checkName(metadata: Fields, owner: string | undefined, report: Report): void {
  const say = new Say("revision-name", "TPL-1", report);
  const where = at("spec.template.metadata.name");
  const { name, generateName } = metadata;
  if (typeof generateName === "string" && generateName !== "") {
    const faults = dns1035PrefixFaults(generateName);
    if (faults.length > 0) {
      const message = `invalid value: not a DNS 1035 label prefix: [${faults.join(" ")}]`;
      const prefix = at("spec.template.metadata.generateName");
      say.error(prefix, `${JSON.stringify(generateName)}: ${faults.join("; ")}.`, "Leave it out.", {
        message,
        paths: [prefix.printed],
      });
    }
  }
  if (typeof name !== "string" || name === "") return;
  const faults = dns1035LabelFaults(name);
  if (faults.length > 0) {
    say.error(
      where,
      `${JSON.stringify(name)} cannot name a revision: ${faults.join("; ")}.`,
      owner === undefined ? "Remove the name." : `Write ${owner}- and a suffix.`,
      {
        message: `invalid value: not a DNS 1035 label: [${faults.join(" ")}]`,
        paths: [where.printed],
      },
    );
    return;
  }
  if (owner === undefined) {
    say.disallowed(where, "A revision cannot be named while its owner's name is generated.", "Remove the name.");
    return;
  }
  if (name.startsWith(`${owner}-`)) return;
  say.error(
    where,
    `The revision's name ${JSON.stringify(name)} does not begin with ${JSON.stringify(`${owner}-`)}.`,
    `Write ${owner}-${name}, or leave the name to the cluster.`,
    { message: `invalid value: "${name}" must have prefix "${owner}-"`, paths: [where.printed] },
  );
}

const NETWORKING_KEYS = new Set(
  [
    "ingress.class",
    "ingress-class",
    "certificate.class",
    "certificate-class",
    "disableAutoTLS",
    "disable-auto-tls",
    "disable-external-domain-tls",
    "httpOption",
    "http-protocol",
  ].map((name) => `${NETWORKING}/${name}`),
);

function checkNetworking(key: string, map: string, report: Report): void {
  if (NETWORKING_KEYS.has(key)) return;
  new Say("revision-annotation", "TPL-5", report).error(
    { field: `${map}[${key}]`, printed: map },
    `${key} is no annotation that Knative's networking knows.`,
    "Remove it; annotations of the ingress belong to the Service itself.",
    { message: `invalid key name "${key}"`, paths: [map] },
  );
}

const QUANTITIES = new Set(
  ["cpu", "memory", "ephemeral-storage"].flatMap((resource) => [
    `${QUEUE}${resource}-resource-request`,
    `${QUEUE}${resource}-resource-limit`,
  ]),
);

function checkQueue(key: string, value: string, map: string, report: Report): void {
  const where: At = { field: `${map}[${key}]`, printed: `${map}.[${key}]` };
  const say = new Say("revision-annotation", "TPL-7", report);
  if (QUANTITIES.has(key)) {
    if (isQuantity(value)) return;
    say.invalid(
      where,
      value,
      `${key} is ${JSON.stringify(value)}, which is no quantity.`,
      "Write it like 500m or 128Mi.",
    );
  } else if (key === `${QUEUE}resource-percentage` || key === `${QUEUE}resourcePercentage`) {
    const percentage = parseGoFloat(value);
    if (percentage === undefined) {
      say.invalid(where, value, `${key} is ${JSON.stringify(value)}, which is no number.`, "Write 0.1 to 100.");
    } else if (percentage < 0.1 || percentage > 100) say.outOfRange(where, value, 0.1, 100);
  }
}
