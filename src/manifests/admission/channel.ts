import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";
import { checkChannelTemplate, checkTemplateSpec } from "./channel-template.ts";
import { checkDelivery } from "./delivery.ts";
import type { Report } from "./fault.ts";
import { checkImmutable } from "./immutable.ts";
import { type ChangeRules, type KindRules, specOf } from "./kind-rules.ts";

const SOURCE = "knative/eventing.md §4.3";

/** `channel-template`, `channel-subscribers` and `invalid-delivery` in a Channel (eventing.md §4.3). */
export const admitChannel: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  checkChannelTemplate(spec.channelTemplate, report);
  checkTemplateSpec(spec.channelTemplate, report);
  if (Array.isArray(spec.subscribers) && spec.subscribers.length > 0) reportSubscribers(report);
  checkDelivery(spec.delivery, "spec.delivery", context, report, { sameNamespace: true });
};

/** A Channel is fixed when it is made, its delivery too (eventing.md §4.3). */
export const changeChannel: ChangeRules = (stored, manifest, report) => {
  for (const field of ["channelTemplate", "delivery"]) {
    checkImmutable(stored.spec?.[field], manifest.spec?.[field], `spec.${field}`, ["spec"], report, { source: SOURCE });
  }
};

function reportSubscribers(report: Report): void {
  report({
    code: "channel-subscribers",
    stage: "validate",
    field: "spec.subscribers",
    message: "spec.subscribers belongs to Knative's controllers.",
    mend: "Remove it and write a Subscription for each subscriber.",
    source: SOURCE,
    knative: { message: "must not set the field(s)", paths: ["spec.subscribable.subscribers"] },
  });
}

/** `channel-subscribers` and `channel-scope` in an InMemoryChannel, whose delivery nobody validates (eventing.md §4.4). */
export const admitInMemoryChannel: KindRules = (manifest, _context, report) => {
  checkSubscribers(specOf(manifest).subscribers, report);
  checkScope(manifest, report);
};

/** The subscribers that a channel's controller writes: each has somewhere to send (eventing.md §4.4). */
export function checkSubscribers(subscribers: unknown, report: Report): void {
  if (!Array.isArray(subscribers)) return;
  subscribers.forEach((subscriber: unknown, index) => checkSubscriber(subscriber, index, report));
}

/** `channel-scope`: which dispatcher serves a channel (eventing.md §4.4; sources.md §1.3, §3.1). */
export function checkScope(manifest: Manifest, report: Report): void {
  const scope = manifest.metadata.annotations?.[SCOPE];
  if (scope === undefined || scope === "cluster" || scope === "namespace") return;
  report({
    code: "channel-scope",
    stage: "validate",
    field: `metadata.annotations[${SCOPE}]`,
    message: `${SCOPE} is ${JSON.stringify(scope)}; only "cluster" and "namespace" are known.`,
    mend: "Leave it out for the cluster's dispatcher.",
    source: "knative/eventing.md §4.4",
    knative: { message: `invalid value: ${scope}`, paths: [`metadata.annotations.[${SCOPE}]`] },
  });
}

const SCOPE = "eventing.knative.dev/scope";

function checkSubscriber(subscriber: unknown, index: number, report: Report): void {
  const fields = isObject(subscriber) ? subscriber : {};
  if (fields.replyUri !== undefined || fields.subscriberUri !== undefined) return;
  report({
    code: "channel-subscribers",
    stage: "validate",
    field: `spec.subscribers[${index}]`,
    message: `Subscriber ${index} has neither subscriberUri nor replyUri.`,
    mend: "Remove spec.subscribers and write a Subscription for each subscriber.",
    source: "knative/eventing.md §4.4",
    knative: {
      message: "missing field(s)",
      paths: [
        `spec.subscribable.subscriber[${index}].replyURI`,
        `spec.subscribable.subscriber[${index}].subscriberURI`,
      ],
      details: "expected at least one of, got none",
    },
  });
}

/** Only the controller writes subscribers; everybody else is refused (eventing.md §4.4). */
export const changeInMemoryChannel: ChangeRules = (stored, manifest, report) => {
  checkImmutable(
    stored.spec?.subscribers,
    manifest.spec?.subscribers,
    "spec.subscribers",
    ["spec.subscribers"],
    report,
    {
      source: "knative/eventing.md §4.4",
      message: "Channel.Spec.Subscribers changed",
    },
  );
};
