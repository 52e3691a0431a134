import { isObject } from "../is-object.ts";
import type { Report } from "./fault.ts";
import { checkFilters } from "./filters.ts";
import { type KindRules, specOf } from "./kind-rules.ts";
import { checkSourceSpec } from "./source-spec.ts";

const SOURCE = "knative/eventing.md §4.13";

/** `api-server-source`: mode, watched resources, filters behind a flag, and what every source has (eventing.md §4.13). */
export const admitApiServerSource: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  const { mode, resources, owner, filters } = spec;
  if (mode !== "Reference" && mode !== "Resource") {
    fault("spec.mode", `mode is ${JSON.stringify(mode)}.`, "Write Reference or Resource.", invalid(mode), report);
  }
  checkSourceSpec(spec, context, report);
  const list: readonly unknown[] = Array.isArray(resources) ? resources : [];
  if (list.length === 0) {
    fault("spec.resources", "No resources are watched.", "Add one.", "missing field(s)", report);
  }
  list.forEach((resource, index) => checkResource(resource, `spec.resources[${index}]`, report));
  if (owner !== undefined) checkResource(owner, "spec.owner", report);
  if (!Array.isArray(filters) || filters.length === 0) return;
  if (context.features.eventing("new-apiserversource-filters") === "enabled") {
    checkFilters(filters, "spec.filters", report);
    return;
  }
  report({
    code: "api-server-source",
    stage: "validate",
    field: "spec.filters",
    message: "filters are set, but the feature flag new-apiserversource-filters is not enabled.",
    mend: "Filter in a Trigger, or enable the flag in config-features of knative-eventing and in sluice.yaml.",
    source: SOURCE,
    knative: { message: "Filters is not empty but the NewAPIServerFilters feature is disabled.", paths: [] },
  });
};

function checkResource(value: unknown, at: string, report: Report): void {
  const { apiVersion, kind } = isObject(value) ? value : {};
  if (typeof apiVersion === "string" && apiVersion.split("/").length > 2) {
    const message = `apiVersion is ${JSON.stringify(apiVersion)}.`;
    fault(`${at}.apiVersion`, message, "Write it as v1 or group/version.", invalid(apiVersion), report);
  }
  if (typeof kind !== "string" || kind.trim() === "") {
    fault(`${at}.kind`, "This resource has no kind.", "Write the kind to watch.", "missing field(s)", report);
  }
}

function invalid(value: unknown): string {
  return `invalid value: ${String(value)}`;
}

function fault(field: string, message: string, mend: string, knative: string, report: Report): void {
  report({
    code: "api-server-source",
    stage: "validate",
    field,
    message,
    mend,
    source: SOURCE,
    knative: { message: knative, paths: [field] },
  });
}
