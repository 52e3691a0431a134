import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";
import type { Defaults } from "./context.ts";
import { withSpec } from "./references.ts";
import { defaultRevisionSpec, type RevisionDefaults } from "./revision-spec.ts";

/** Service: its template, and all traffic to the latest revision (serving.md §2). */
export const defaultService: Defaults = (manifest, { settings, before }) =>
  withSpec(manifest, {
    template: keepsName(manifest, before)
      ? manifest.spec?.template
      : defaultTemplate(manifest.spec?.template, {
          settings,
          owner: manifest.metadata,
          isUpdate: before !== undefined,
        }),
    traffic: defaultTraffic(manifest.spec?.traffic),
  });

/** A template that names the same revision as before is not defaulted again: it must not differ (serving.md §2). */
export function keepsName(manifest: Manifest, before: Manifest | undefined): boolean {
  const name = templateName(manifest);
  return before !== undefined && name !== "" && name === templateName(before);
}

function templateName(manifest: Manifest): string {
  const template = manifest.spec?.template;
  const metadata = isObject(template) ? template.metadata : undefined;
  return isObject(metadata) && typeof metadata.name === "string" ? metadata.name : "";
}

/** The template of a revision with its defaults. */
export function defaultTemplate(template: unknown, defaults: RevisionDefaults): Manifest["spec"] {
  const given = isObject(template) ? template : { metadata: {} };
  return {
    metadata: {},
    ...given,
    spec: defaultRevisionSpec(isObject(given.spec) ? given.spec : {}, defaults),
  };
}

function defaultTraffic(traffic: unknown): readonly unknown[] {
  if (!Array.isArray(traffic) || traffic.length === 0) return [{ latestRevision: true, percent: 100 }];
  return traffic.map((target: unknown) => (isObject(target) ? defaultTarget(target) : target));
}

/** A target of traffic: the latest revision unless it names one. */
export function defaultTarget(target: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (target.latestRevision !== undefined && target.percent !== undefined) return target;
  return {
    ...target,
    latestRevision: target.latestRevision ?? target.revisionName === undefined,
    percent: target.percent ?? 0,
  };
}
