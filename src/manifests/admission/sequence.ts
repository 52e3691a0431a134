import { checkChannelTemplate, checkTemplateSpec } from "./channel-template.ts";
import { checkDelivery } from "./delivery.ts";
import { checkDestination } from "./destination.ts";
import { isObject } from "../is-object.ts";
import { type KindRules, specOf } from "./kind-rules.ts";
import { reportedAs } from "./reported-as.ts";

const SOURCE = "knative/eventing.md §4.6";

/** `sequence-steps`, and the shared rules in steps and reply of a Sequence (eventing.md §4.6). */
export const admitSequence: KindRules = (manifest, context, report) => {
  const { steps, channelTemplate, reply } = specOf(manifest);
  const list: readonly unknown[] = Array.isArray(steps) ? steps : [];
  if (list.length === 0) {
    report({
      code: "sequence-steps",
      stage: "validate",
      field: "spec.steps",
      message: "This Sequence has no steps.",
      mend: "Add at least one step with a ref or a uri.",
      source: SOURCE,
      knative: { message: "missing field(s)", paths: ["spec.steps"] },
    });
  }
  list.forEach((step, index) => {
    const at = `spec.steps[${index}]`;
    const ofStep = reportedAs(at, report);
    checkDestination(step, at, context, ofStep);
    if (isObject(step)) checkDelivery(step.delivery, `${at}.delivery`, context, ofStep);
  });
  checkChannelTemplate(channelTemplate, report);
  checkTemplateSpec(channelTemplate, report);
  if (reply !== undefined) checkDestination(reply, "spec.reply", context, report);
};
