import type { EventGraph, Origin, WrittenObject } from "../graph/index.ts";
import { tryListAt, tryMappingAt } from "../graph/read.ts";
import { perGraph } from "./per-graph.ts";

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
export const writtenDeliveries: (graph: EventGraph) => readonly WrittenDelivery[] = perGraph(({ objects }) => {
  const found: WrittenDelivery[] = [];
  for (const object of objects) {
    const { groupKind, spec } = object;
    const on = OF_KIND[groupKind];
    if (on !== undefined) add(found, object, "spec", on, spec);
    if (groupKind === "flows.knative.dev/Sequence") addEach(found, object, "steps", "step");
    else if (groupKind === "flows.knative.dev/Parallel") addEach(found, object, "branches", "branch");
    else if (groupKind !== "messaging.knative.dev/Channel") continue;
    add(found, object, "spec.channelTemplate.spec", "template", tryMappingAt(spec, "channelTemplate", "spec"));
  }
  return found;
});

function addEach(
  found: WrittenDelivery[],
  object: WrittenObject,
  name: "steps" | "branches",
  on: WrittenDelivery["on"],
): void {
  for (const [index, item] of (tryListAt(object.spec, name) ?? []).entries()) {
    add(found, object, `spec.${name}[${index}]`, on, item);
  }
}

function add(
  found: WrittenDelivery[],
  object: WrittenObject,
  field: string,
  on: WrittenDelivery["on"],
  holder: unknown,
): void {
  const value = tryMappingAt(holder, "delivery");
  if (value === undefined) return;
  const path = `${field}.delivery`;
  const originOf = (name: string): Origin => object.origin(`${path}.${name}`);
  found.push({ object, origin: object.origin(path), value, on, originOf });
}
