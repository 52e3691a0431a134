import { defaulted } from "../defaults/apply-defaults.ts";
import { findKind } from "../kinds/registry.ts";
import type { Manifest } from "../manifest.ts";
import { type SchemaFault, validateSchema } from "../schema/index.ts";
import type { Settings } from "../settings.ts";
import type { Fault, Features, Stage } from "./fault.ts";
import { checkMetadata } from "./metadata.ts";

/** What a cluster makes of one object. */
export interface Review {
  /** Every fault of every stage; those a cluster would not reach because an earlier stage refused are here too. */
  readonly faults: readonly Fault[];
  /** The object after defaulting; the manifest itself for kinds without rules. */
  readonly defaulted: Manifest;
}

/**
 * Faults of one object, with the stage at which a cluster notices each (eventing.md §1.1). With `before`, the object as
 * the cluster has it now, also what may not change.
 */
export function review(manifest: Manifest, settings: Settings, features: Features, before?: Manifest): Review {
  const kind = findKind(manifest.apiVersion, manifest.kind);
  const structure = validateSchema(manifest);
  const faults: Fault[] = structure.length === 0 ? [] : structure.map(fromSchema);
  const stored = kind === undefined ? manifest : defaulted(manifest, kind, settings);
  const known = faults.length;
  const report = (fault: Fault): void => {
    // What follows from a value of the wrong type has been said already.
    if (known === 0 || !isBelow(fault.field, faults, known)) faults.push(fault);
  };
  checkMetadata(stored, report);
  if (kind !== undefined) {
    const namespace = stored.metadata.namespace ?? "";
    kind.rules(stored, { features, namespace, isUpdate: before !== undefined }, report);
    if (before !== undefined) kind.changes?.(before, stored, report);
  }
  return { faults, defaulted: stored };
}

function isBelow(field: string, faults: readonly Fault[], count: number): boolean {
  for (let index = 0; index < count; index++) {
    const at = faults[index]?.field;
    if (at !== undefined && faults[index]?.severity !== "warning" && (field === at || isPrefix(at, field))) return true;
  }
  return false;
}

function isPrefix(at: string, field: string): boolean {
  const next = field[at.length];
  return field.startsWith(at) && (next === "." || next === "[");
}

const STAGES: Readonly<Record<SchemaFault["stage"], Stage>> = {
  strict: "strict",
  decode: "decode",
  schema: "schema",
  ignored: "none",
};

function fromSchema(fault: SchemaFault): Fault {
  return {
    code: fault.code,
    stage: STAGES[fault.stage],
    severity: fault.severity,
    field: fault.field,
    message: fault.message,
    ...(fault.mend === undefined ? {} : { mend: fault.mend }),
    source: "knative/eventing.md §1.1",
  };
}
