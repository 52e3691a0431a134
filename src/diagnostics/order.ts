import type { Diagnostic } from "./diagnostic.ts";

/**
 * Findings in the order they are told: errors before warnings, each in the order given (that of the manifests and of
 * the rule registry). A finding that says the same of the same place twice is told once.
 */
export function orderFindings(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const told = new Set<string>();
  const once = findings.filter((finding) => {
    const key = identity(finding);
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
  return [
    ...once.filter((finding) => finding.severity === "error"),
    ...once.filter((finding) => finding.severity === "warning"),
  ];
}

function identity({ code, severity, at, object, field, message }: Diagnostic): string {
  return JSON.stringify([
    code,
    severity,
    at.construct,
    at.file,
    at.line,
    at.column,
    object?.apiVersion,
    object?.kind,
    object?.namespace,
    object?.name,
    field,
    message,
  ]);
}
