import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";
import {
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  dns1123SubdomainPrefixFaults,
  labelValueFaults,
  qualifiedNameFaults,
} from "../names/kubernetes-names.ts";
import type { Report } from "./fault.ts";

const SOURCE = "knative/eventing.md §1.1";

/**
 * `invalid-metadata`: what the API server demands of every object: a legal name and namespace, keys of labels and
 * annotations, values of labels (eventing.md §1.1). It looks after defaulting, so that a label Knative writes counts too.
 */
export function checkMetadata(manifest: Manifest, report: Report): void {
  const { name, generateName, namespace, labels, annotations, finalizers, creationTimestamp } = manifest.metadata;
  if (isText(name)) complain(dns1123SubdomainFaults(name), name, "metadata.name", NAME_MEND, report);
  else if (isText(generateName)) {
    complain(dns1123SubdomainPrefixFaults(generateName), generateName, "metadata.generateName", NAME_MEND, report);
  } else {
    const why = "name or generateName is required";
    missing("metadata.name", why, "This object has no name.", "Write metadata.name.", report);
  }
  if (isText(namespace)) {
    complain(dns1123LabelFaults(namespace), namespace, "metadata.namespace", NAME_MEND, report);
  }
  checkKeys(labels, "metadata.labels", report);
  checkKeys(annotations, "metadata.annotations", report);
  if (isObject(labels)) {
    for (const key of Object.keys(labels)) {
      const value: unknown = labels[key];
      if (typeof value !== "string") continue;
      complain(labelValueFaults(value), value, `metadata.labels[${key}]`, VALUE_MEND, report, "metadata.labels");
    }
  }
  if (isText(creationTimestamp) && !RFC3339.test(creationTimestamp)) {
    const fault = "it is no RFC 3339 time";
    complain([fault], creationTimestamp, "metadata.creationTimestamp", "Leave it out: the cluster sets it.", report);
  }
  if (Array.isArray(manifest.metadata.ownerReferences)) checkOwners(manifest.metadata.ownerReferences, report);
  if (Array.isArray(finalizers)) {
    for (const [index, value] of finalizers.entries()) {
      if (typeof value !== "string") continue;
      const at = `metadata.finalizers[${index}]`;
      complain(qualifiedNameFaults(value), value, at, KEY_MEND, report, "metadata.finalizers");
    }
  }
}

const NAME_MEND = "Use small letters, digits and hyphens, with a letter or digit at both ends.";
const KEY_MEND = "Write it like example.com/name or name, with letters, digits, -, _ and . only.";
const VALUE_MEND = "Use at most 63 letters, digits, -, _ and ., with a letter or digit at both ends.";

function checkOwners(owners: readonly unknown[], report: Report): void {
  for (const [index, owner] of owners.entries()) {
    for (const field of ["apiVersion", "kind", "name", "uid"]) {
      if (isObject(owner) && isText(owner[field])) continue;
      const at = `metadata.ownerReferences[${index}].${field}`;
      missing(at, "must not be empty", `An owner reference has no ${field}.`, "Remove ownerReferences.", report);
    }
  }
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function checkKeys(map: unknown, at: string, report: Report): void {
  if (!isObject(map)) return;
  for (const key of Object.keys(map)) {
    // The API server judges keys of annotations without regard to case, which no rule below depends on.
    complain(qualifiedNameFaults(key), key, `${at}[${key}]`, KEY_MEND, report, at);
  }
}

function complain(
  faults: readonly string[],
  value: string,
  field: string,
  mend: string,
  report: Report,
  printed: string = field,
): void {
  for (const fault of faults) {
    report({
      code: "invalid-metadata",
      stage: "schema",
      field,
      message: `${JSON.stringify(shortened(value))}: ${fault}.`,
      mend,
      source: SOURCE,
      knative: { message: `Invalid value: "${value}": ${fault}`, paths: [printed] },
    });
  }
}

function missing(field: string, why: string, message: string, mend: string, report: Report): void {
  report({
    code: "invalid-metadata",
    stage: "schema",
    field,
    message,
    mend,
    source: SOURCE,
    knative: { message: `Required value: ${why}`, paths: [field] },
  });
}

function shortened(value: string): string {
  return value.length > 80 ? `${value.slice(0, 80)}…` : value;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
