import { isObject } from "../is-object.ts";
import { cIdentifierFaults, dns1123LabelFaults, qualifiedNameFaults } from "../names/kubernetes-names.ts";
import type { Context, Report } from "./fault.ts";
import { labelSelectorFault } from "./label-selector.ts";
import { type KindRules, specOf } from "./kind-rules.ts";
import { checkSourceSpec } from "./source-spec.ts";

const SOURCE = "knative/eventing.md §4.15";

/** `sink-binding-subject`: what is bound, in the same namespace, by name or selector (eventing.md §4.15). */
export const admitSinkBinding: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  checkSubject(isObject(spec.subject) ? spec.subject : {}, context, report);
  checkSourceSpec(spec, context, report);
};

function checkSubject(subject: Readonly<Record<string, unknown>>, context: Context, report: Report): void {
  required(subject.apiVersion, "apiVersion", qualifiedNameFaults, report);
  required(subject.kind, "kind", cIdentifierFaults, report);
  checkNamespace(text(subject.namespace), context, report);
  const name = text(subject.name);
  const hasSelector = subject.selector !== undefined;
  if (name !== "" && hasSelector) both("expected exactly one, got both", report);
  if (name === "" && !hasSelector) both("expected exactly one, got neither", report);
  if (name !== "") illegal(name, "name", dns1123LabelFaults, report);
  if (hasSelector) {
    const found = labelSelectorFault(subject.selector);
    if (found !== undefined)
      fault("selector", `The selector cannot be used: ${found}.`, `invalid value: ${found}`, report);
  }
}

/** Defaulting fills it in, unless the namespace of both is left to the apply. */
function checkNamespace(namespace: string, context: Context, report: Report): void {
  if (namespace === "" && context.namespace === "") return;
  required(namespace, "namespace", dns1123LabelFaults, report);
  if (namespace === "" || namespace === (context.namespace === "" ? "default" : context.namespace)) return;
  const message = `The subject is in namespace ${JSON.stringify(namespace)}, not in the binding's own.`;
  fault("namespace", message, `invalid value: ${namespace}`, report);
}

type NameFaults = (name: string) => readonly string[];

function required(value: unknown, field: string, faults: NameFaults, report: Report): void {
  if (text(value) === "") fault(field, `The subject has no ${field}.`, "missing field(s)", report);
  else illegal(text(value), field, faults, report);
}

function illegal(value: string, field: string, faults: NameFaults, report: Report): void {
  const found = faults(value);
  if (found.length === 0) return;
  fault(
    field,
    `${field} is ${JSON.stringify(value)}: ${found.join("; ")}.`,
    `invalid value: ${value}`,
    report,
    found.join(", "),
  );
}

function both(message: string, report: Report): void {
  report({
    code: "sink-binding-subject",
    stage: "validate",
    field: "spec.subject",
    message: "The subject is named by either name or selector.",
    mend: "Write one of both.",
    source: SOURCE,
    knative: { message, paths: ["spec.subject.name", "spec.subject.selector"] },
  });
}

function fault(field: string, message: string, knative: string, report: Report, details?: string): void {
  report({
    code: "sink-binding-subject",
    stage: "validate",
    field: `spec.subject.${field}`,
    message,
    mend: "Write apiVersion, kind and name of a workload in the same namespace.",
    source: SOURCE,
    knative: { message: knative, paths: [`spec.subject.${field}`], ...(details === undefined ? {} : { details }) },
  });
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
