import { checkImmutable, isEqual } from "../immutable.ts";
import { type KindRules, specOf } from "../kind-rules.ts";
import { at } from "./at.ts";
import { checkServingName } from "./metadata.ts";
import { checkOwnerLabel } from "./owners.ts";
import { checkRevisionSpec } from "./revision-spec.ts";
import { checkTemplateAnnotations } from "./template.ts";

/**
 * A Revision: metadata, with the annotations of a template, and spec (serving.md §3.1 to §3.8). Its spec never changes:
 * where an update tries, nothing else is looked at (REV-1).
 */
export const admitRevision: KindRules = (manifest, context, report) => {
  if (context.before !== undefined && !isEqual(context.before.spec, manifest.spec)) {
    checkImmutable(context.before.spec, manifest.spec, "spec", ["spec"], report, {
      source: "knative/serving.md REV-1",
    });
    return;
  }
  checkServingName(manifest, report);
  checkOwnerLabel(manifest, "serving.knative.dev/configuration", "Configuration", report);
  checkTemplateAnnotations(manifest.metadata.annotations ?? {}, "metadata.annotations", context, report);
  checkRevisionSpec(specOf(manifest), at("spec"), context, report);
};
