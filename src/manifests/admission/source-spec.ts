import { isObject } from "../is-object.ts";
import { checkDestination } from "./destination.ts";
import type { Context, Report } from "./fault.ts";

/**
 * `invalid-ce-overrides`: what every source has: a sink (see `invalid-destination`) and extension attributes to add,
 * whose names are letters and digits (eventing.md §3.3).
 */
export function checkSourceSpec(spec: Readonly<Record<string, unknown>>, context: Context, report: Report): void {
  checkDestination(spec.sink, "spec.sink", context, report);
  if (isObject(spec.ceOverrides)) checkExtensions(spec.ceOverrides.extensions, report);
}

/** Knative stops at the first bad name, of a map whose order is random. */
function checkExtensions(value: unknown, report: Report): void {
  if (!isObject(value)) return;
  for (const name of Object.keys(value)) {
    if (/^[a-z0-9]+$/.test(name)) continue;
    if (/^[A-Za-z0-9]+$/.test(name)) {
      reportCase(name, report);
      continue;
    }
    report({
      code: "invalid-ce-overrides",
      stage: "validate",
      field: `spec.ceOverrides.extensions[${name}]`,
      message: `${JSON.stringify(name)} is no extension attribute: names are letters and digits.`,
      mend: `Write it without other characters, such as ${JSON.stringify(name.toLowerCase().replace(/[^a-z0-9]/g, "") || "team")}.`,
      source: "knative/eventing.md §3.3",
      knative: {
        message: `invalid key name "${name}"`,
        paths: ["spec.ceOverrides.extensions"],
        details: name === "" ? "keys MUST NOT be empty" : "keys are expected to be alphanumeric",
      },
    });
  }
}

/** Knative takes capitals and sends small letters (eventing.md §7.2; sources.md "Shared building blocks"). */
function reportCase(name: string, report: Report): void {
  report({
    code: "invalid-ce-overrides",
    stage: "none",
    severity: "warning",
    field: `spec.ceOverrides.extensions[${name}]`,
    message: `${JSON.stringify(name)} has capitals, which names of CloudEvents have not: it is sent as ${JSON.stringify(name.toLowerCase())}.`,
    mend: `Write ${JSON.stringify(name.toLowerCase())}.`,
    source: "knative/eventing.md §7.2",
  });
}
