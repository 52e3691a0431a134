import { isObject } from "../is-object.ts";
import { notServed } from "../kinds/served.ts";
import type { Manifest } from "../manifest.ts";
import type { Report } from "./fault.ts";

/**
 * `reference-not-served`: a reference to a kind or version of Knative that no cluster serves is admitted and never
 * resolves (eventing.md §2, §5.5).
 */
export function checkReferencedVersions(manifest: Manifest, report: Report): void {
  const { apiVersion, spec } = manifest;
  // Serving refers to nothing but in a DomainMapping, and its pods are large.
  const mayRefer =
    /\.knative\.dev\/|\.cloud\.google\.com\/|^camel\.apache\.org\//.test(apiVersion) &&
    !(apiVersion.startsWith("serving.") && manifest.kind !== "DomainMapping");
  if (spec !== undefined && mayRefer) walk(spec, "spec", report);
}

/** References are objects with these three texts; templates of pods hold none that would be mistaken. */
function walk(value: unknown, at: string, report: Report): void {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item === "object" && item !== null) walk(item, `${at}[${index}]`, report);
    }
    return;
  }
  if (!isObject(value)) return;
  const { apiVersion, kind } = value;
  if (typeof apiVersion === "string" && typeof kind === "string") checkOne(apiVersion, kind, at, report);
  for (const field in value) {
    const inner = value[field];
    if (typeof inner === "object" && inner !== null) walk(inner, `${at}.${field}`, report);
  }
}

function checkOne(apiVersion: string, kind: string, at: string, report: Report): void {
  if (!apiVersion.includes(".knative.dev/")) return;
  const fault = notServed(apiVersion, kind);
  if (fault === undefined) return;
  report({
    code: "reference-not-served",
    stage: "none",
    field: `${at}.${fault.field}`,
    message: fault.message,
    mend: fault.mend,
    notes: ["Knative admits the reference, but it never resolves."],
    source: "knative/eventing.md §2, §5.5",
  });
}
