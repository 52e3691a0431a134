import type { Diagnostic } from "../diagnostics/index.ts";

/**
 * What can be wrong with a route table.
 *
 * - `route-table-no-json`: the text is no JSON, or no object
 * - `route-table-too-large`: the text is longer than {@link MAX_TABLE_BYTES}, or nests deeper than {@link MAX_TABLE_DEPTH}
 * - `route-field-unknown`, `route-field-missing`, `route-field-invalid`: one field
 * - `unknown-destination`: a name no destination has
 * - `flow-without-end`: a flow that may still carry an event when its verbs are done
 * - `unreachable-step`: a verb behind the end of its flow
 * - `two-replies`: one event could be answered twice
 * - `duplicate-name`: two steps, branches or cases of one name
 * - `secret-in-table`: a secret that is no reference
 */
export type RouteFaultCode =
  | "route-table-no-json"
  | "route-table-too-large"
  | "route-field-unknown"
  | "route-field-missing"
  | "route-field-invalid"
  | "unknown-destination"
  | "flow-without-end"
  | "unreachable-step"
  | "two-replies"
  | "duplicate-name"
  | "secret-in-table";

/** More than a variable can carry to a revision (96 kB), less than what would be no table any more. */
export const MAX_TABLE_BYTES = 1024 * 1024;
/** Flows in flows, filters in filters, schemas: levels of JSON. */
export const MAX_TABLE_DEPTH = 100;
/** Faults that are told; nobody reads more. */
const MOST_FAULTS = 100;

/** Where a value stands: the names and indices that lead to it. */
export type RoutePath = readonly (string | number)[];

/** Collects what is wrong, in the order it is found. */
export class RouteFaults {
  public readonly list: Diagnostic[] = [];
  private readonly file: string | undefined;

  /** @param file where the table was read from */
  public constructor(file?: string) {
    this.file = file;
  }

  public get full(): boolean {
    return this.list.length >= MOST_FAULTS;
  }

  public add(code: RouteFaultCode, path: RoutePath, message: string, mend: string): void {
    if (this.full) return;
    const field = fieldPath(path);
    this.list.push({
      code,
      severity: "error",
      at: this.file === undefined ? {} : { file: this.file },
      ...(field === "" ? {} : { field }),
      message,
      mend,
    });
  }
}

/** `routes["/"].flow[2].to`. */
export function fieldPath(path: RoutePath): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join("");
}

/** A value in quotes, cut: what a table holds may be hostile. */
export function quote(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // A cycle, or a value no JSON has; in memory a table may hold anything.
  }
  text ??= String(typeof value);
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
