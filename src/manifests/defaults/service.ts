import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";
import type { Defaults } from "./context.ts";
import { withSpec } from "./references.ts";
import { defaultRevisionSpec } from "./revision-spec.ts";

/** Service: its template, and all traffic to the latest revision (serving.md §2). */
export const defaultService: Defaults = (manifest, { settings }) =>
  withSpec(manifest, {
    template: defaultTemplate(manifest.spec?.template, settings),
    traffic: defaultTraffic(manifest.spec?.traffic),
  });

/** The template of a revision with its defaults. */
export function defaultTemplate(
  template: unknown,
  settings: Parameters<typeof defaultRevisionSpec>[1],
): Manifest["spec"] {
  const given = isObject(template) ? template : { metadata: {} };
  return { ...given, spec: defaultRevisionSpec(isObject(given.spec) ? given.spec : {}, settings) };
}

function defaultTraffic(traffic: unknown): readonly unknown[] {
  if (!Array.isArray(traffic) || traffic.length === 0) return [{ latestRevision: true, percent: 100 }];
  return traffic.map((target: unknown) => (isObject(target) ? defaultTarget(target) : target));
}

/** A target of traffic: the latest revision unless it names one. */
export function defaultTarget(target: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (target.latestRevision !== undefined) return target;
  return { ...target, latestRevision: target.revisionName === undefined };
}
