import type { Diagnostic, Severity } from "../../diagnostics/index.ts";
import { notServed } from "../kinds/served.ts";
import { notMaintained } from "../kinds/unmaintained.ts";
import { type Manifest, objectRef, type SourcedManifest } from "../manifest.ts";
import type { Settings } from "../settings.ts";
import { checkDerivedNames } from "./derived-names.ts";
import { checkDuplicates } from "./duplicates.ts";
import { checkBrokerSets } from "./extensions/broker-sets.ts";
import { checkLostAttributes } from "./event-type-attributes.ts";
import type { Fault } from "./fault.ts";
import { featuresOf } from "./features.ts";
import { checkSecretsInClear } from "./secret-in-clear.ts";
import { checkReferencedVersions } from "./referenced-versions.ts";
import { review } from "./review.ts";

/** What a cluster makes of a set of objects. */
export interface Admission {
  readonly diagnostics: readonly Diagnostic[];
  /** The objects after defaulting, as `applyDefaults` gives them; refused ones too. */
  readonly stored: readonly SourcedManifest[];
}

/**
 * Everything a cluster would refuse in these objects, and what breaks clusters though nobody refuses it: each decided
 * on one object, or on the names of the set. All faults of all objects, in the order of the objects.
 */
export function admit(manifests: readonly SourcedManifest[], settings: Settings): readonly Diagnostic[] {
  return admitAndStore(manifests, settings).diagnostics;
}

/** {@link admit}, and the objects as they would be stored, which is known by then. */
export function admitAndStore(manifests: readonly SourcedManifest[], settings: Settings): Admission {
  const features = featuresOf(settings);
  const diagnostics: Diagnostic[] = [];
  const stored: SourcedManifest[] = [];
  for (const sourced of manifests) {
    const { manifest } = sourced;
    const faults: Fault[] = [];
    const unserved = notServed(manifest.apiVersion, manifest.kind);
    if (unserved !== undefined) faults.push({ ...unserved, stage: "kind", source: "knative/eventing.md §2" });
    const unmaintained = notMaintained(manifest.apiVersion, manifest.kind);
    if (unmaintained !== undefined) faults.push(unmaintained);
    const reviewed = review(manifest, settings, features);
    faults.push(...reviewed.faults);
    checkReferencedVersions(reviewed.defaulted, (fault) => faults.push(fault));
    checkDerivedNames(reviewed.defaulted, (fault) => faults.push(fault));
    checkLostAttributes(manifest, (fault) => faults.push(fault));
    checkSecretsInClear(manifest, (fault) => faults.push(fault));
    for (const fault of withoutFollowing(faults)) addFinding(fault, sourced, settings, diagnostics);
    stored.push({ ...sourced, manifest: reviewed.defaulted });
  }
  checkBrokerSets(stored, (fault, sourced) => addFinding(fault, sourced, settings, diagnostics));
  diagnostics.push(...checkDuplicates(manifests));
  return { diagnostics, stored };
}

/** Without what an earlier fault of the same field, or of one it lies in, has said already. */
function withoutFollowing(faults: readonly Fault[]): readonly Fault[] {
  if (faults.length < 2) return faults;
  return faults.filter((fault, index) => {
    if (fault.field === "") return true;
    for (let earlier = 0; earlier < index; earlier++) {
      const other = faults[earlier];
      if (
        other !== undefined &&
        other.code !== fault.code &&
        isStructural(other) &&
        isWithin(fault.field, other.field)
      ) {
        return false;
      }
    }
    return true;
  });
}

function isStructural({ stage, severity }: Fault): boolean {
  return severity !== "warning" && (stage === "strict" || stage === "decode" || stage === "schema");
}

function isWithin(field: string, outer: string): boolean {
  if (!field.startsWith(outer)) return false;
  const next = field[outer.length];
  return next === undefined || next === "." || next === "[";
}

/** Adds what a fault comes to, unless its rule is switched off. */
export function addFinding(
  fault: Fault,
  sourced: SourcedManifest,
  settings: Settings,
  diagnostics: Diagnostic[],
): void {
  const severity = severityOf(fault, settings);
  if (severity !== "off") diagnostics.push(toDiagnostic(fault, severity, sourced.manifest, sourced));
}

function severityOf(fault: Fault, settings: Settings): Severity | "off" {
  return settings.rules[fault.code] ?? fault.severity ?? "error";
}

function toDiagnostic(fault: Fault, severity: Severity, manifest: Manifest, sourced: SourcedManifest): Diagnostic {
  const written = fault.lacksQuotes === true ? sourced.writtenAs?.(fault.field) : undefined;
  const mend = written === undefined ? fault.mend : `Put it in quotes: ${JSON.stringify(written)}.`;
  return {
    code: fault.code,
    severity,
    at: sourced.placeOf(fault.field),
    object: objectRef(manifest),
    ...(fault.field === "" ? {} : { field: fault.field }),
    message: fault.message,
    ...(mend === undefined ? {} : { mend }),
    ...(fault.notes === undefined ? {} : { notes: fault.notes }),
    source: fault.source,
  };
}
