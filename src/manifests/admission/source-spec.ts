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
    if (/^[A-Za-z0-9]+$/.test(name)) continue;
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
