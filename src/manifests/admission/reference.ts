import { isObject } from "../is-object.ts";
import type { Context, Report } from "./fault.ts";

const SOURCE = "knative/eventing.md §3.1";

/**
 * `invalid-reference`: a reference names an object by apiVersion, kind and name. Where `sameNamespace` is set, it must
 * stay in its own namespace; `group` needs the flag `kreference-group` (eventing.md §3.1).
 */
export function checkReference(
  value: unknown,
  at: string,
  context: Context,
  report: Report,
  { sameNamespace = false }: { readonly sameNamespace?: boolean } = {},
): void {
  const ref = isObject(value) ? value : {};
  const mayGroup = context.features.eventing("kreference-group") === "enabled";
  const hasGroup = isText(ref.group) && mayGroup;
  for (const field of ["name", "kind", "apiVersion"] as const) {
    if (isText(ref[field]) || (field === "apiVersion" && hasGroup)) continue;
    const isEither = field === "apiVersion" && mayGroup;
    report({
      code: "invalid-reference",
      stage: "validate",
      field: `${at}.${field}`,
      message: `This reference has no ${field}, so it names no object.`,
      mend: `Write the ${field} of the object it means.`,
      source: SOURCE,
      knative: isEither
        ? { message: "expected exactly one, got neither", paths: [`${at}.apiVersion`, `${at}.group`] }
        : { message: "missing field(s)", paths: [`${at}.${field}`] },
    });
  }
  if (isText(ref.group)) {
    if (!hasGroup) reportGroup(ref.group, at, report);
    else if (isText(ref.apiVersion) && !ref.apiVersion.startsWith(ref.group))
      reportGroups(ref.group, ref.apiVersion, at, report);
  }
  if (sameNamespace) checkNamespace(ref.namespace, at, context, report);
}

function reportGroup(group: string, at: string, report: Report): void {
  report({
    code: "invalid-reference",
    stage: "validate",
    field: `${at}.group`,
    message: `group is ${JSON.stringify(group)}, but references by group are switched off.`,
    mend: "Write apiVersion instead of group, or enable kreference-group in Knative and in sluice.yaml.",
    source: SOURCE,
    knative: { message: "must not set the field(s)", paths: [`${at}.group`] },
  });
}

function reportGroups(group: string, apiVersion: string, at: string, report: Report): void {
  report({
    code: "invalid-reference",
    stage: "validate",
    field: `${at}.group`,
    message: `group ${JSON.stringify(group)} and apiVersion ${JSON.stringify(apiVersion)} name different groups.`,
    mend: "Keep apiVersion and remove group.",
    source: SOURCE,
    knative: {
      message: "both apiVersion and group are specified and they refer to different API groups",
      paths: [`${at}.apiVersion`, `${at}.group`],
    },
  });
}

function checkNamespace(namespace: unknown, at: string, context: Context, report: Report): void {
  if (!isText(namespace) || namespace === context.namespace) return;
  if (context.namespace === "" && namespace === "default") return;
  report({
    code: "invalid-reference",
    stage: "validate",
    field: `${at}.namespace`,
    message: `This reference leads to namespace ${JSON.stringify(namespace)}, but must stay in ${JSON.stringify(context.namespace)}.`,
    mend: "Leave namespace out, or refer to an object of the same namespace.",
    source: SOURCE,
    knative: {
      message: "mismatched namespaces",
      paths: [`${at}.namespace`],
      details: `parent namespace: "${context.namespace}" does not match ref: "${namespace}"`,
    },
  });
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
