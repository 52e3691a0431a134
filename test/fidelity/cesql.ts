import { CesqlSyntaxError, compileCesql } from "../../src/events/cesql/index.ts";
import { type ReplayWithReasons, replayIntending } from "./recordings.ts";

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
  readonly lets?: boolean | "panic";
}

/** Evaluates every row in Knative's dialect. Where it panics, ours errs and does not match (eventing.md §13). */
export function replayCesql(rows: readonly CesqlRow[]): ReplayWithReasons {
  return replayIntending(
    rows,
    (row) => {
      const ours = evaluate(row);
      const theirs = recorded(row);
      return JSON.stringify(ours) === JSON.stringify(theirs) ? undefined : { id: row.id, ours, theirs };
    },
    (row, { ours }) => reasonOf(row, ours as Outcome),
  );
}

function recorded(row: CesqlRow): Outcome {
  if (row.parse !== "ok") return { parsed: false };
  const lets = row.asFilter === "panic" ? "panic" : row.asFilter === "pass";
  if (row.error?.kind === "panic") return { parsed: true, error: "panic", lets };
  return { parsed: true, value: row.value, error: row.error?.kind, lets };
}

/** A panic is intended to be an error and no match; anything else beside it must agree. */
function reasonOf(row: CesqlRow, ours: Outcome): string | undefined {
  if (row.asFilter !== "panic" || ours.lets !== false) return undefined;
  const theirs = { ...recorded(row), lets: false };
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) return undefined;
  return row.error?.kind === "panic"
    ? "§13 row 3, a negative SUBSTRING length panics: an error, no match"
    : "§13 row 2, a filter whose result is no boolean panics: no match";
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
