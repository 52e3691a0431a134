import { CAMEL_TYPE } from "../../events/sources/camel.ts";
import { groupOf } from "../../manifests/manifest.ts";
import { unknownUrl } from "../addresses.ts";
import { NO_DELIVERY } from "../delivery.ts";
import { discardedTypes } from "../discards.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { ContractRef } from "../graph.ts";
import { type GraphObject, lowerTo } from "../graph-object.ts";
import { mappingAt, textAt, tryMappingAt } from "../read.ts";
import type { GraphKind } from "./graph-kind.ts";

/**
 * A Camel Pipe, as far as it touches Knative (sources.md §8): a source of events where its sink is one of Knative's, a
 * subscriber where its source is a Broker, for which the operator makes a Trigger, or a channel, for which it makes a
 * Subscription. A Pipe between Kamelets has nothing to do with events.
 */
export const pipe: GraphKind = {
  groupKinds: ["camel.apache.org/Pipe"],
  lower(object) {
    const ref = knativeRef(object, "source");
    const made = ref === undefined ? undefined : subscriptionTo(object, ref);
    return made === undefined ? [] : [made];
  },
  addresses: (object) =>
    knativeRef(object, "source") === undefined
      ? []
      : [[object.key, { endpoint: object.key, url: unknownUrl(object.key) }]],
  endpoint(object, { settings }) {
    const isSubscriber = knativeRef(object, "source") !== undefined;
    const base = endpointBase(object, settings, isSubscriber ? { url: unknownUrl(object.key) } : {});
    const emits = base.emits ?? emitted(object, isSubscriber);
    if (isSubscriber) return { kind: "subscriber", ...base, replies: [], emits };
    if (knativeRef(object, "sink") === undefined) return undefined;
    return { kind: "source", ...base, accepts: [], replies: [], emits, ceOverrides: {} };
  },
  hops(object, { resolver }) {
    if (knativeRef(object, "sink") === undefined) return [];
    const to = resolver.destination(object, "spec.sink", object.spec.sink);
    return [
      {
        id: object.key,
        kind: "sink",
        name: object.name,
        namespace: object.namespace,
        from: object.key,
        to: typeof to === "object" ? to : undefined,
        filter: {},
        delivery: NO_DELIVERY,
        carriesDelivery: false,
        reply: undefined,
        discards: discardedTypes(object),
        ...(to === "unresolved" ? { unresolved: true } : {}),
        origin: object.origin("spec.sink"),
      },
    ];
  },
};

/** What it sends; unknown where it passes events on, whose type it may keep. */
function emitted(object: GraphObject, isSubscriber: boolean): readonly ContractRef[] | undefined {
  const properties = mappingAt(object.spec, "sink", "properties");
  const type = textAt(properties, "ce.override.ce-type") ?? textAt(properties, "type");
  if (type !== undefined) return [{ type }];
  return isSubscriber ? undefined : [{ type: CAMEL_TYPE }];
}

type Ref = Readonly<Record<string, unknown>>;

/** The `ref` of an end when it names something that takes or keeps events, not a Kamelet. */
function knativeRef(object: GraphObject, end: "source" | "sink"): Ref | undefined {
  const ref = tryMappingAt(object.spec, end, "ref");
  const apiVersion = textAt(ref, "apiVersion");
  if (ref === undefined || apiVersion === undefined) return undefined;
  const group = groupOf(apiVersion);
  if (end === "source") return readableKind(group, textAt(ref, "kind") ?? "") === undefined ? undefined : ref;
  return group.endsWith(".knative.dev") || (group === "" && ref.kind === "Service") ? ref : undefined;
}

function readableKind(group: string, kind: string): "Trigger" | "Subscription" | undefined {
  if (group === "eventing.knative.dev" && kind === "Broker") return "Trigger";
  return group === "messaging.knative.dev" && kind.endsWith("Channel") ? "Subscription" : undefined;
}

/** The Trigger or Subscription that the operator makes for a Pipe's source. */
function subscriptionTo(object: GraphObject, ref: Ref): GraphObject | undefined {
  const kind = readableKind(groupOf(textAt(ref, "apiVersion") ?? ""), textAt(ref, "kind") ?? "");
  const name = textAt(ref, "name");
  if (kind === undefined || name === undefined) return undefined;
  const subscriber = { ref: { apiVersion: "camel.apache.org/v1", kind: "Pipe", name: object.name } };
  const properties = mappingAt(object.spec, "source", "properties");
  const type = textAt(properties, "type") ?? textAt(properties, "cloudEventsType");
  const owned = (field: string): string => {
    if (field.startsWith("spec.filter")) return "spec.source.properties";
    return field.startsWith("spec.broker") || field.startsWith("spec.channel") ? "spec.source.ref" : "spec.source";
  };
  const made = { name: `${name}-${object.name}`, kind };
  if (kind === "Subscription") {
    return lowerTo(
      object,
      { ...made, apiVersion: "messaging.knative.dev/v1" },
      { channel: ref, subscriber },
      { owned, carriesDelivery: false },
    );
  }
  return lowerTo(
    object,
    { ...made, apiVersion: "eventing.knative.dev/v1" },
    { broker: name, subscriber, ...(type === undefined ? {} : { filter: { attributes: { type } } }) },
    { owned, carriesDelivery: false },
  );
}
