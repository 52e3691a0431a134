import { type ChangeRules, type KindRules, specOf } from "../kind-rules.ts";
import { checkCreator } from "./creator.ts";
import { checkAutoscalingPlace, checkRollout, checkServingName } from "./metadata.ts";
import { checkOwnerLabel, isOwned } from "./owners.ts";
import { checkTraffic } from "./traffic.ts";
import { checkVisibility } from "./visibility.ts";

/** A Route: metadata and traffic (serving.md §3.1, §3.9). */
export const admitRoute: KindRules = (manifest, _context, report) => {
  checkServingName(manifest, report);
  checkAutoscalingPlace(manifest, report);
  checkRollout(manifest, report);
  checkVisibility(manifest, report);
  checkOwnerLabel(manifest, "serving.knative.dev/service", "Service", report);
  checkTraffic(specOf(manifest).traffic, "Route", report);
};

/** What an update of a Route may not change (META-3). */
export const changeRoute: ChangeRules = (stored, manifest, report) => {
  if (!isOwned(manifest)) checkCreator(stored, manifest, report);
};
