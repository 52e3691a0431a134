import { groupOf } from "../../manifest.ts";
import { isObject } from "../../is-object.ts";
import { type KindRules, specOf } from "../kind-rules.ts";
import { type Findings, findingsOf, isText } from "./findings.ts";

const SOURCE = "knative/sources.md §8";
const HANDLERS = ["none", "log", "sink"];
/** Channels that Camel K finds an address for, with the versions it knows them by. */
const CHANNELS: Readonly<Record<string, readonly string[]>> = {
  Channel: ["v1", "v1beta1"],
  InMemoryChannel: ["v1", "v1beta1"],
  KafkaChannel: ["v1beta1", "v1alpha1"],
  NatssChannel: ["v1alpha1"],
};

/** `camel-pipe`: a source, a sink and steps that name something. The definition asks for nothing (sources.md §8). */
export const admitPipe: KindRules = (manifest, _context, report) => {
  const spec = specOf(manifest);
  const findings = findingsOf("camel-pipe", SOURCE, report);
  checkEnd(spec.source, "spec.source", findings);
  checkEnd(spec.sink, "spec.sink", findings);
  if (Array.isArray(spec.steps)) {
    spec.steps.forEach((step: unknown, index) => checkEnd(step, `spec.steps[${index}]`, findings));
  }
  checkErrorHandler(spec.errorHandler, findings);
  if (spec.integration !== undefined) {
    findings.doubtful("spec.integration", "integration is deprecated.", "Write traits and serviceAccountName instead.");
  }
};

function checkEnd(value: unknown, at: string, findings: Findings): void {
  const { broken } = findings;
  const end = isObject(value) ? value : {};
  if (end.ref === undefined && !isText(end.uri)) {
    broken(at, "This end of the Pipe names nothing. The cluster takes it.", "Write a ref, or a Camel uri.");
  } else if (end.ref !== undefined && isText(end.uri)) {
    broken(`${at}.uri`, "This end has a ref and a uri; only one of both can be meant.", "Keep one of them.");
  }
  if (isObject(end.ref)) checkReferenced(end.ref, `${at}.ref`, findings);
  if (isObject(end.properties)) checkOverrides(end.properties, at, findings);
}

function checkReferenced(ref: Readonly<Record<string, unknown>>, at: string, { broken, doubtful }: Findings): void {
  for (const field of ["apiVersion", "kind", "name"]) {
    if (!isText(ref[field])) {
      broken(`${at}.${field}`, `This reference has no ${field}.`, `Write the ${field} of the object it means.`);
    }
  }
  if (!isText(ref.apiVersion) || !isText(ref.kind) || groupOf(ref.apiVersion) !== "messaging.knative.dev") return;
  const known = CHANNELS[ref.kind];
  const version = ref.apiVersion.slice(ref.apiVersion.indexOf("/") + 1);
  if (known?.includes(version)) return;
  doubtful(
    `${at}.apiVersion`,
    `Camel K does not know ${ref.kind} in version ${version}.`,
    known === undefined
      ? `Refer to a Channel of messaging.knative.dev/v1 whose template is a ${ref.kind}.`
      : `Write messaging.knative.dev/${known[0] ?? ""}.`,
  );
}

/** Its documentation says `ce.overwrite.`, its code reads `ce.override.ce-`. */
function checkOverrides(properties: Readonly<Record<string, unknown>>, at: string, { broken }: Findings): void {
  for (const name of Object.keys(properties)) {
    const [, attribute] = /^ce\.(?:overwrite\.(?:ce-)?|override\.(?!ce-))(.+)$/.exec(name) ?? [];
    if (attribute === undefined) continue;
    broken(
      `${at}.properties[${name}]`,
      `Camel K does not read ${JSON.stringify(name)}, whatever its documentation says.`,
      `Write ${JSON.stringify(`ce.override.ce-${attribute}`)}.`,
    );
  }
}

function checkErrorHandler(value: unknown, { broken }: Findings): void {
  if (!isObject(value)) return;
  const given = Object.keys(value);
  const unknown = given.find((name) => !HANDLERS.includes(name));
  if (given.length === 1 && unknown === undefined) return;
  broken(
    "spec.errorHandler",
    unknown === undefined
      ? `errorHandler says ${given.length === 0 ? "nothing" : given.join(" and ")}.`
      : `errorHandler is ${JSON.stringify(unknown)}, which Camel K does not know.`,
    "Write one of none, log and sink.",
  );
}
