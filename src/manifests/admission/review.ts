import { defaulted } from "../defaults/apply-defaults.ts";
import { findKind } from "../kinds/registry.ts";
import type { Manifest } from "../manifest.ts";
import { type SchemaFault, validateSchema } from "../schema/index.ts";
import type { Settings } from "../settings.ts";
import type { Fault, Features, Stage } from "./fault.ts";
import { checkMetadata } from "./metadata.ts";

/** What a cluster makes of one object. */
export interface Review {
  /** Every fault of every stage, the structure's first; those a cluster would not reach are here too. */
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
  const stored = kind === undefined ? manifest : defaulted(manifest, kind, settings, before);
  const report = (fault: Fault): void => {
    faults.push(fault);
  };
  checkMetadata(stored, report);
  if (kind !== undefined) {
    const namespace = stored.metadata.namespace ?? "";
    const context = { settings, features, namespace, isUpdate: before !== undefined };
    kind.rules(stored, before === undefined ? context : { ...context, before }, report);
    if (before !== undefined) kind.changes?.(before, stored, report);
  }
  return { faults, defaulted: stored };
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
    ...(fault.lacksQuotes === undefined ? {} : { lacksQuotes: fault.lacksQuotes }),
    source: "knative/eventing.md §1.1",
  };
}
