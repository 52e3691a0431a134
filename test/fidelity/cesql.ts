import { CesqlSyntaxError, compileCesql } from "../../src/events/cesql/index.ts";
import type { Difference, Replay } from "./recordings.ts";

/** One row of `cesql.jsonl`. */
export interface CesqlRow {
  readonly id: string;
  readonly expression: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly parse: string;
  readonly value: unknown;
  readonly error: { readonly kind: string } | null;
  readonly asFilter: "pass" | "fail" | "panic" | "dropped";
}

/** What is compared: whether it parsed, the value, the kind of error, and whether a Trigger lets the event through. */
interface Outcome {
  readonly parsed: boolean;
  readonly value?: unknown;
  readonly error?: string | undefined;
  readonly lets?: boolean;
}

/** Evaluates every row in Knative's dialect. A recorded panic is ours an error, and no match (eventing.md §13, rows 2, 3, 30). */
export function replayCesql(rows: readonly CesqlRow[]): Replay {
  const different: Difference[] = [];
  let intended = 0;
  for (const row of rows) {
    const ours = evaluate(row);
    const theirs = recorded(row);
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) different.push({ id: row.id, ours, theirs });
    else if (row.error?.kind === "panic" || row.asFilter === "panic" || row.parse.startsWith("panic")) intended += 1;
  }
  return { cases: rows.length, equal: rows.length - different.length - intended, intended, different };
}

function recorded(row: CesqlRow): Outcome {
  if (row.parse !== "ok") return { parsed: false };
  if (row.error?.kind === "panic") return { parsed: true, error: "panic", lets: false };
  return { parsed: true, value: row.value, error: row.error?.kind, lets: row.asFilter === "pass" };
}

function evaluate(row: CesqlRow): Outcome {
  try {
    const compiled = compileCesql(row.expression, { dialect: "knative" });
    const event = { attributes: attributesOf(row.event) };
    const { value, error } = compiled.evaluate(event);
    const lets = compiled.matches(event);
    if (error?.kind === "panic") return { parsed: true, error: "panic", lets };
    return { parsed: true, value, error: error?.kind, lets };
  } catch (error) {
    if (CesqlSyntaxError.is(error)) return { parsed: false };
    throw error;
  }
}

function attributesOf(event: CesqlRow["event"]): Record<string, string | number | boolean> {
  const attributes: Record<string, string | number | boolean> = Object.create(null);
  for (const [name, value] of Object.entries(event)) {
    if (name === "data") continue;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      attributes[name.toLowerCase()] = value;
    }
  }
  return attributes;
}
