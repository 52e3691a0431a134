import { isObject } from "../is-object.ts";
import type { Context, Report } from "./fault.ts";
import { checkFilters } from "./filters.ts";
import { type KindRules, specOf } from "./kind-rules.ts";

const SOURCE = "knative/eventing.md §4.9";

/** `event-policy`: who may send to what; needs the flag `authentication-oidc` when it is made (eventing.md §4.9). */
export const admitEventPolicy: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  // Knative looks no further then.
  if (!context.isUpdate && !checkOidc(context, report)) return;
  list(spec.from).forEach((origin, index) => checkFrom(origin, `spec.from[${index}]`, report));
  list(spec.to).forEach((target, index) => checkTo(target, `spec.to[${index}]`, report));
  checkFilters(spec.filters, "spec.filters", report);
};

/** The flag is judged only when the policy is made: updates pass (eventing.md §4.9). */
function checkOidc(context: Context, report: Report): boolean {
  if (context.features.eventing("authentication-oidc") === "enabled") return true;
  report({
    code: "event-policy",
    stage: "validate",
    field: "",
    message: "EventPolicies need OIDC authentication, which is not enabled.",
    mend: "Enable authentication-oidc in config-features of knative-eventing and in sluice.yaml.",
    source: SOURCE,
    knative: { message: "oidc-authentication feature not enabled", paths: [] },
  });
  return false;
}

function checkFrom(origin: Readonly<Record<string, unknown>>, at: string, report: Report): void {
  const hasSub = typeof origin.sub === "string" && origin.sub !== "";
  exactlyOne(origin.ref !== undefined, hasSub, origin.sub !== undefined, at, ["ref", "sub"], report);
  if (origin.ref !== undefined) checkRef(origin.ref, `${at}.ref`, report);
  if (typeof origin.sub === "string" && origin.sub.slice(0, -1).includes("*")) {
    report({
      code: "event-policy",
      stage: "validate",
      field: `${at}.sub`,
      message: `sub is ${JSON.stringify(origin.sub)}: a star stands only at the end.`,
      mend: "Move the star to the end, or write the subject whole.",
      source: SOURCE,
      knative: {
        message: `invalid value: ${origin.sub}`,
        paths: [`${at}.sub`],
        details: "'*' is only allowed as suffix",
      },
    });
  }
}

function checkTo(target: Readonly<Record<string, unknown>>, at: string, report: Report): void {
  const hasSelector = target.selector !== undefined;
  exactlyOne(target.ref !== undefined, hasSelector, hasSelector, at, ["ref", "selector"], report);
  if (target.ref !== undefined) checkRef(target.ref, `${at}.ref`, report);
}

function exactlyOne(
  first: boolean,
  second: boolean,
  secondIsThere: boolean,
  at: string,
  names: readonly [string, string],
  report: Report,
): void {
  if (first ? !secondIsThere : second) return;
  const [one, other] = names;
  report({
    code: "event-policy",
    stage: "validate",
    field: at,
    message: first ? `${at} has ${one} and ${other}.` : `${at} has neither ${one} nor ${other}.`,
    mend: `Write either ${one} or ${other}.`,
    source: SOURCE,
    knative: {
      message: first ? "expected exactly one, got both" : "expected exactly one, got neither",
      paths: [`${at}.${one}`, `${at}.${other}`],
    },
  });
}

function checkRef(value: unknown, at: string, report: Report): void {
  const ref = isObject(value) ? value : {};
  for (const field of ["kind", "apiVersion", "name"]) {
    if (typeof ref[field] === "string" && ref[field] !== "") continue;
    report({
      code: "event-policy",
      stage: "validate",
      field: `${at}.${field}`,
      message: `This reference has no ${field}.`,
      mend: `Write the ${field} of the object it means.`,
      source: SOURCE,
      knative: { message: "missing field(s)", paths: [`${at}.${field}`] },
    });
  }
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map((item: unknown) => (isObject(item) ? item : {})) : [];
}
