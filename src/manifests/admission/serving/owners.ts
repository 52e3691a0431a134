import { isObject } from "../../is-object.ts";
import type { Manifest } from "../../manifest.ts";
import type { Report } from "../fault.ts";
import { Say } from "./say.ts";

/**
 * `serving-label`: a label that names the object's owner belongs to objects that this owner controls; Serving's
 * controllers write it, nobody else (META-4).
 *
 * @param kind the owner's kind
 */
export function checkOwnerLabel(
  manifest: Manifest,
  label: string,
  kind: "Service" | "Configuration",
  report: Report,
): void {
  const value = manifest.metadata.labels?.[label];
  if (value === undefined || isOwnedBy(manifest, kind, value)) return;
  const where = { field: `metadata.labels[${label}]`, printed: `metadata.labels.${label}` };
  new Say("serving-label", "META-4", report).missing(
    where,
    `The label ${label} is ${JSON.stringify(value)}, but no ownerReference names that ${kind}.`,
    "Remove the label: Knative sets it on what its controllers make.",
  );
}

/** Whether anything owns the object; whoever changed it is not looked at then (META-3). */
export function isOwned(manifest: Manifest): boolean {
  const owners = manifest.metadata.ownerReferences;
  return Array.isArray(owners) && owners.length > 0;
}

function isOwnedBy(manifest: Manifest, kind: string, name: string): boolean {
  const owners = manifest.metadata.ownerReferences;
  if (!Array.isArray(owners)) return false;
  return owners.some((owner: unknown) => isObject(owner) && owner.kind === kind && owner.name === name);
}
