import { parsePeriod } from "../../delivery/period.ts";
import { isObject } from "../is-object.ts";
import { checkDelivery, meantPeriod } from "./delivery.ts";
import type { Report } from "./fault.ts";
import { type KindRules, specOf } from "./kind-rules.ts";
import { checkReference } from "./reference.ts";

const SOURCE = "knative/eventing.md §4.11";

/** Names that Knative checks for; the last is a slip of its own, so that `source` passes (eventing.md §4.11). */
const CORE = ["id", "type", "specversion", "course"];

/** `request-reply`: the Broker, how long to wait, the two attributes (eventing.md §4.11). */
export const admitRequestReply: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  checkReference(spec.brokerRef, "spec.brokerRef", context, report);
  const kind = isObject(spec.brokerRef) ? spec.brokerRef.kind : undefined;
  const kindText = typeof kind === "string" ? kind : "";
  if (kindText.toLowerCase() !== "broker") {
    fault("spec.brokerRef.kind", kindText, "It must be a Broker.", "brokerRef kind must be Broker", report);
  }
  checkDelivery(spec.delivery, "spec.delivery", context, report, { sameNamespace: true });
  const timeout = typeof spec.timeout === "string" ? spec.timeout : "";
  const { period } = parsePeriod(timeout);
  if (period === undefined || period.isZero || period.isNegative) {
    fault(
      "spec.timeout",
      timeout,
      period === undefined ? meantPeriod(timeout) : "It must be longer than nothing, such as PT30S.",
      "timeout must be a positive duration",
      report,
    );
  }
  for (const field of ["correlationAttribute", "replyAttribute"] as const) {
    const value = spec[field];
    const name = typeof value === "string" ? value : "";
    if (name === "source") reportSource(field, report);
    if (name !== "" && !CORE.includes(name)) continue;
    const details = `${field.toLowerCase()} must be non-empty and cannot be a core cloudevent attribute`;
    fault(`spec.${field}`, name, "It must be an extension attribute of its own.", details, report, field.toLowerCase());
  }
};

/** What Knative means to refuse and misspells (eventing.md §4.11, §13 row 24). */
function reportSource(field: string, report: Report): void {
  report({
    code: "request-reply",
    stage: "none",
    field: `spec.${field}`,
    message: `${field} is "source", which every event has and keeps for itself.`,
    mend: "It must be an extension attribute of its own.",
    notes: ["The cluster accepts it, by a slip in what it checks."],
    source: SOURCE,
  });
}

function fault(field: string, value: string, why: string, details: string, report: Report, printed?: string): void {
  report({
    code: "request-reply",
    stage: "validate",
    field,
    message: `${field.slice(field.lastIndexOf(".") + 1)} is ${JSON.stringify(value)}.`,
    mend: why,
    source: SOURCE,
    knative: {
      message: `invalid value: ${value}`,
      paths: [printed === undefined ? field : `spec.${printed}`],
      details,
    },
  });
}
