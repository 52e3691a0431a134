import type { Manifest } from "../../manifest.ts";
import type { Report } from "../fault.ts";
import { at } from "./at.ts";
import { Say } from "./say.ts";

const VISIBILITY = "networking.knative.dev/visibility";
/** What it was called before Knative 0.18; nothing reads it any more. */
const OLD_VISIBILITY = "serving.knative.dev/visibility";

/**
 * `visibility-ignored`: only the label `networking.knative.dev/visibility: cluster-local` keeps a Service or Route inside
 * the cluster. Whatever else is meant to leaves it public, without a word (serving.md §4).
 */
export function checkVisibility(manifest: Manifest, report: Report): void {
  const { labels = {}, annotations = {} } = manifest.metadata;
  const say = new Say("visibility-ignored", "§4", report);
  const mend = `Write the label ${VISIBILITY}: cluster-local.`;
  if (labels[OLD_VISIBILITY] !== undefined && labels[VISIBILITY] === undefined) {
    const message = `Nothing reads the label ${OLD_VISIBILITY} since Knative 0.18: this ${manifest.kind} is public.`;
    say.warn(at(`metadata.labels[${OLD_VISIBILITY}]`), message, mend);
  }
  const value = labels[VISIBILITY];
  if (value !== undefined && value !== "cluster-local") {
    const message = `${VISIBILITY} is ${JSON.stringify(value)}, which has no effect: this ${manifest.kind} is public.`;
    say.warn(at(`metadata.labels[${VISIBILITY}]`), message, "Write cluster-local, or remove the label.");
  }
  for (const key of [VISIBILITY, OLD_VISIBILITY]) {
    if (annotations[key] === undefined || value !== undefined) continue;
    const message = `${key} is a label; as an annotation it has no effect: this ${manifest.kind} is public.`;
    say.warn(at(`metadata.annotations[${key}]`), message, mend);
  }
}
