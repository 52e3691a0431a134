import type { Diagnostic } from "../diagnostics/index.ts";

/** Orders findings by file, line and column, or by construct path, then by code. What is equal keeps its order. */
export function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    byText(a.at.file ?? "", b.at.file ?? "") ||
    (a.at.line ?? 0) - (b.at.line ?? 0) ||
    (a.at.column ?? 0) - (b.at.column ?? 0) ||
    byText(a.at.construct ?? "", b.at.construct ?? "") ||
    byText(a.code, b.code)
  );
}

/** By code unit, so that no locale moves a finding. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
