import { type ChangeRules, type KindRules, specOf } from "../kind-rules.ts";
import { checkCreator } from "./creator.ts";
import { checkAutoscalingPlace, checkServingName } from "./metadata.ts";
import { checkOwnerLabel, isOwned } from "./owners.ts";
import { checkSameTemplate } from "./same-template.ts";
import { checkTemplate } from "./template.ts";

/** A Configuration: metadata and template (serving.md §3.1, §3.2). */
export const admitConfiguration: KindRules = (manifest, context, report) => {
  checkServingName(manifest, report);
  checkAutoscalingPlace(manifest, report);
  checkOwnerLabel(manifest, "serving.knative.dev/service", "Service", report);
  checkTemplate(specOf(manifest).template, manifest.metadata, context, report);
};

/** What an update of a Configuration may not change (META-3, TPL-3). */
export const changeConfiguration: ChangeRules = (stored, manifest, report) => {
  if (!isOwned(manifest)) checkCreator(stored, manifest, report);
  checkSameTemplate(stored, manifest, report);
};
