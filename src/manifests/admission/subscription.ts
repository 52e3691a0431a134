import { isObject } from "../is-object.ts";
import { checkDelivery } from "./delivery.ts";
import { checkDestination } from "./destination.ts";
import type { Report } from "./fault.ts";
import { checkImmutable } from "./immutable.ts";
import { type ChangeRules, type KindRules, specOf } from "./kind-rules.ts";
import { checkReference } from "./reference.ts";

const SOURCE = "knative/eventing.md §4.5";

/** `subscription-channel`, `subscription-subscriber`, and the shared rules in a Subscription (eventing.md §4.5). */
export const admitSubscription: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  const channel = isObject(spec.channel) ? spec.channel : {};
  if (isEmpty(channel)) {
    // Knative reports nothing else of a Subscription without a channel.
    missing("channel", "Write the channel it reads from: apiVersion, kind and name.", report);
    return;
  }
  checkReference(channel, "spec.channel", context, report);
  const crossNamespace = context.features.eventing("cross-namespace-event-links") === "enabled";
  if (!crossNamespace && typeof channel.namespace === "string" && channel.namespace !== "") {
    report({
      code: "subscription-channel",
      stage: "validate",
      field: "spec.channel.namespace",
      message: "spec.channel.namespace is refused, even when it is the Subscription's own.",
      mend: "Leave it out: the channel is looked for in the Subscription's namespace.",
      source: SOURCE,
      knative: { message: "must not set the field(s)", paths: ["spec.channel.namespace"] },
    });
  }
  if (isEmpty(spec.subscriber)) missing("subscriber", "Write a ref or a uri.", report);
  else checkDestination(spec.subscriber, "spec.subscriber", context, report);
  if (!isEmpty(spec.reply)) checkDestination(spec.reply, "spec.reply", context, report);
  checkDelivery(spec.delivery, "spec.delivery", context, report);
};

/** A Subscription stays with its channel (eventing.md §4.5). */
export const changeSubscription: ChangeRules = (stored, manifest, report) => {
  checkImmutable(stored.spec?.channel, manifest.spec?.channel, "spec.channel", ["spec"], report, { source: SOURCE });
};

function missing(field: "channel" | "subscriber", mend: string, report: Report): void {
  report({
    code: `subscription-${field}`,
    stage: "validate",
    field: `spec.${field}`,
    message: `This Subscription has no ${field}.`,
    mend,
    source: SOURCE,
    knative: {
      message: "missing field(s)",
      paths: [`spec.${field}`],
      details: `the Subscription must reference a ${field}`,
    },
  });
}

function isEmpty(value: unknown): boolean {
  if (!isObject(value)) return true;
  return Object.values(value).every((field) => field === undefined || field === "");
}
