import { isObject } from "../is-object.ts";
import { checkChannelTemplate, checkTemplateSpec } from "./channel-template.ts";
import { checkDelivery } from "./delivery.ts";
import { checkDestination } from "./destination.ts";
import type { Context, Fault, Report } from "./fault.ts";
import { type KindRules, specOf } from "./kind-rules.ts";
import { reportedAs } from "./reported-as.ts";

const SOURCE = "knative/eventing.md §4.7";

/** `parallel-branches`, `parallel-branch-delivery`, and the shared rules in branches and reply (eventing.md §4.7). */
export const admitParallel: KindRules = (manifest, context, report) => {
  const { branches, channelTemplate, reply } = specOf(manifest);
  const list: readonly unknown[] = Array.isArray(branches) ? branches : [];
  if (list.length === 0) {
    report({
      code: "parallel-branches",
      stage: "validate",
      field: "spec.branches",
      message: "This Parallel has no branches.",
      mend: "Add at least one branch with a subscriber.",
      source: SOURCE,
      knative: { message: "missing field(s)", paths: ["spec.branches"] },
    });
  }
  list.forEach((branch, index) => checkBranch(isObject(branch) ? branch : {}, index, context, report));
  checkChannelTemplate(channelTemplate, report);
  checkTemplateSpec(channelTemplate, report);
  if (channelTemplate !== undefined && reply !== undefined) checkDestination(reply, "spec.reply", context, report);
};

function checkBranch(branch: Readonly<Record<string, unknown>>, index: number, context: Context, report: Report): void {
  const at = `spec.branches[${index}]`;
  for (const field of ["filter", "subscriber", "reply"]) {
    if (field !== "subscriber" && branch[field] === undefined) continue;
    // The index stands behind the field's name in what Knative prints.
    checkDestination(branch[field], `${at}.${field}`, context, reportedAs(`spec.branches.${field}[${index}]`, report));
  }
  checkDelivery(branch.delivery, `${at}.delivery`, context, (fault) => report(onlyOurs(fault)));
}

/** The webhook lets a bad delivery through; the Subscription made of it is refused later, and events are lost (§5.3). */
function onlyOurs(fault: Fault): Fault {
  return {
    field: fault.field,
    message: fault.message,
    ...(fault.mend === undefined ? {} : { mend: fault.mend }),
    code: "parallel-branch-delivery",
    stage: "none",
    notes: [
      "Knative accepts this Parallel, then cannot make the branch: it and every later one get no events, and senders see 202.",
    ],
    source: "knative/eventing.md §5.3",
  };
}
