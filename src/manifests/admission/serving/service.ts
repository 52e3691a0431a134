import type { ChangeRules, KindRules } from "../kind-rules.ts";
import { specOf } from "../kind-rules.ts";
import { checkCreator } from "./creator.ts";
import { checkAutoscalingPlace, checkRollout, checkServingName } from "./metadata.ts";
import { checkSameTemplate } from "./same-template.ts";
import { checkTemplate } from "./template.ts";
import { checkOwnRevisions, checkTraffic } from "./traffic.ts";
import { checkVisibility } from "./visibility.ts";

/** A Knative Service: metadata, template, traffic (serving.md §3). */
export const admitService: KindRules = (manifest, context, report) => {
  checkServingName(manifest, report);
  checkAutoscalingPlace(manifest, report);
  checkRollout(manifest, report);
  checkVisibility(manifest, report);
  const spec = specOf(manifest);
  checkTemplate(spec.template, manifest.metadata, context, report);
  checkTraffic(spec.traffic, "Service", report);
  checkOwnRevisions(spec.traffic, manifest.metadata.name ?? "", report);
};

/** What an update of a Service may not change (META-3, TPL-3). */
export const changeService: ChangeRules = (stored, manifest, report) => {
  checkCreator(stored, manifest, report);
  checkSameTemplate(stored, manifest, report);
};
