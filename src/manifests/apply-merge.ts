import { isObject } from "./is-object.ts";
import type { Manifest } from "./manifest.ts";

/** The annotation in which kubectl keeps what it applied last. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * What `kubectl apply` sends: what was applied last and is gone is removed, the rest is laid over the object as it is
 * stored, maps field by field, lists as a whole; a null removes its field (measured: fidelity/admission-mutants).
 *
 * @param stored the object as the cluster has it
 * @param applied what was applied last
 */
export function applyOver(stored: unknown, applied: unknown, now: unknown): unknown {
  if (!isObject(stored) || !isObject(now)) return now;
  const result: Record<string, unknown> = { ...stored };
  const previous = isObject(applied) ? applied : {};
  for (const key of Object.keys(previous)) if (!Object.hasOwn(now, key)) delete result[key];
  for (const [key, value] of Object.entries(now)) {
    if (value === null) delete result[key];
    else
      result[key] = isObject(value) ? applyOver(isObject(stored[key]) ? stored[key] : {}, previous[key], value) : value;
  }
  return result;
}

/**
 * What was applied last of an object. One that comes from a cluster says so itself, or was never applied; anything else
 * is a manifest, and was applied as it is.
 */
export function lastApplied(manifest: Manifest): unknown {
  const { annotations, uid, resourceVersion }: Readonly<Record<string, unknown>> = manifest.metadata;
  const text = isObject(annotations) ? annotations[LAST_APPLIED] : undefined;
  if (typeof text === "string") {
    try {
      return JSON.parse(text);
    } catch {
      return {};
    }
  }
  return uid === undefined && resourceVersion === undefined && manifest.status === undefined ? manifest : {};
}
