import { isObject } from "../../is-object.ts";
import type { Report } from "../fault.ts";
import { findingsOf, isText } from "./findings.ts";

/**
 * `secret-key`: a `secretKeyRef` names a Secret and one of its keys. Definitions ask for it, and the round trip through
 * Go fills in empty text before they look (eventing.md §1.1; sources.md "Shared building blocks").
 *
 * @param paths places below `spec` that hold a `secretKeyRef`, such as `net.tls.cert`
 */
export function checkSecretKeys(
  spec: Readonly<Record<string, unknown>>,
  paths: readonly string[],
  source: string,
  report: Report,
): void {
  const { broken } = findingsOf("secret-key", source, report);
  for (const path of paths) {
    const holder = path.split(".").reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), spec);
    if (!isObject(holder) || !isObject(holder.secretKeyRef)) continue;
    for (const field of ["name", "key"]) {
      if (isText(holder.secretKeyRef[field])) continue;
      broken(
        `spec.${path}.secretKeyRef.${field}`,
        `This reference to a Secret has no ${field}.`,
        field === "name" ? "Write the name of a Secret in the same namespace." : "Write the key in the Secret.",
      );
    }
  }
}
