import type { Diagnostic } from "./diagnostic.ts";

/** What a check found: what is told, and what somebody knows of and lives with. */
export interface Report {
  readonly findings: readonly Diagnostic[];
  readonly acknowledged: readonly { readonly finding: Diagnostic; readonly reason: string }[];
}
