import type { Manifest } from "../manifest.ts";
import type { Context, Report } from "./fault.ts";

/** The validating webhook of one kind, over the defaulted object. */
export type KindRules = (manifest: Manifest, context: Context, report: Report) => void;

/** What may not change on update: judged on the stored and the new object, both defaulted. */
export type ChangeRules = (stored: Manifest, manifest: Manifest, report: Report) => void;

/** The spec of a manifest, empty when it has none. */
export function specOf(manifest: Manifest): Readonly<Record<string, unknown>> {
  return manifest.spec ?? {};
}
