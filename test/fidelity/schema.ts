import type { Manifest } from "../../src/manifests/manifest.ts";
import { type SchemaFault, schemaFor, validateSchema } from "../../src/manifests/schema/index.ts";
import { type Replay, replay } from "./recordings.ts";

/** A row of `admission-mutants`. */
export interface MutantRow {
  readonly id: string;
  readonly object: Manifest;
  readonly stage: "kind" | "strict" | "decode" | "default" | "schema" | "validate" | "ok" | "old";
  readonly errors: readonly { readonly field?: string; readonly message?: string }[];
}

/** What a cluster says of structure: at which of its stages, and for strict validation of which fields. */
interface Verdict {
  readonly stage: string;
  readonly fields: readonly string[];
}

const STAGES = ["strict", "decode", "schema"];

/**
 * Structure of the kinds that have a schema. What the later stages find (webhook rules, and the syntax of names and
 * labels, which the API server checks in its `schema` stage) is nothing here.
 */
export function replaySchema(rows: readonly MutantRow[]): Replay {
  const known = rows.filter(
    ({ object, stage }) => stage !== "old" && schemaFor(object.apiVersion, object.kind) !== undefined,
  );
  return replay(known, (row) => {
    const faults = validateSchema(row.object).filter(({ severity }) => severity === "error");
    const theirs = recorded(row);
    return { ours: judged(faults, theirs), theirs };
  });
}

function recorded({ stage, errors }: MutantRow): Verdict {
  const ofNames = errors.every(
    ({ field, message }) => field?.startsWith("metadata") || message?.startsWith("parsing time"),
  );
  if (!STAGES.includes(stage) || (stage === "schema" && ofNames)) return { stage: "ok", fields: [] };
  return { stage, fields: stage === "strict" ? errors.map(({ field }) => field ?? "").sort() : [] };
}

/** Fields are compared where the API server names them. Ours names the value of wrong type, it each field in that value. */
function judged(faults: readonly SchemaFault[], theirs: Verdict): Verdict {
  const stage = STAGES.find((each) => faults.some((fault) => fault.stage === each)) ?? "ok";
  if (stage !== "strict") return { stage, fields: [] };
  const ours = faults
    .filter((fault) => fault.stage === "strict")
    .map(({ field }) => field.replace(/\[([^\]\d][^\]]*)\]/g, ".$1"));
  const covered = theirs.fields.filter((field) =>
    ours.some((each) => field === each || (/^[.[]/.test(field.slice(each.length)) && field.startsWith(each))),
  );
  const spare = ours.filter((each) => !theirs.fields.some((field) => field.startsWith(each)));
  return { stage, fields: [...covered, ...spare].sort() };
}
