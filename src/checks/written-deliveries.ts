import type { EventGraph, Origin, WrittenObject } from "../graph/index.ts";
import { tryListAt, tryMappingAt } from "../graph/read.ts";

/** A `delivery` as somebody wrote it, whether or not anything honours it. */
export interface WrittenDelivery {
  readonly object: WrittenObject;
  /** Where it stands; see {@link originOf} for its fields. */
  readonly origin: Origin;
  readonly value: Readonly<Record<string, unknown>>;
  /** `template` is that of a `channelTemplate`. */
  readonly on: "broker" | "trigger" | "channel" | "subscription" | "step" | "branch" | "template" | "request-reply";
  /** Where one of its fields was written. */
  readonly originOf: (name: string) => Origin;
}

const OF_KIND: Readonly<Record<string, WrittenDelivery["on"]>> = {
  "eventing.knative.dev/Broker": "broker",
  "eventing.knative.dev/Trigger": "trigger",
  "eventing.knative.dev/RequestReply": "request-reply",
  "messaging.knative.dev/Channel": "channel",
  "messaging.knative.dev/InMemoryChannel": "channel",
  "messaging.knative.dev/Subscription": "subscription",
};

/** Every `delivery` in the manifests, in their order (eventing.md §3.4). */
export function writtenDeliveries({ objects }: EventGraph): readonly WrittenDelivery[] {
  return objects.flatMap((object) => {
    const { groupKind, spec, origin } = object;
    const at = (field: string, on: WrittenDelivery["on"], value: unknown): readonly WrittenDelivery[] => {
      const delivery = tryMappingAt(value, "delivery");
      if (delivery === undefined) return [];
      const path = `${field}.delivery`;
      return [{ object, origin: origin(path), value: delivery, on, originOf: (name) => origin(`${path}.${name}`) }];
    };
    const on = OF_KIND[groupKind];
    const own = on === undefined ? [] : at("spec", on, spec);
    const list = (name: "steps" | "branches", each: WrittenDelivery["on"]): readonly WrittenDelivery[] =>
      (tryListAt(spec, name) ?? []).flatMap((item, index) => at(`spec.${name}[${index}]`, each, item));
    const template = (): readonly WrittenDelivery[] =>
      at("spec.channelTemplate.spec", "template", tryMappingAt(spec, "channelTemplate", "spec"));
    switch (groupKind) {
      case "messaging.knative.dev/Channel":
        return [...own, ...template()];
      case "flows.knative.dev/Sequence":
        return [...list("steps", "step"), ...template()];
      case "flows.knative.dev/Parallel":
        return [...list("branches", "branch"), ...template()];
      default:
        return own;
    }
  });
}
