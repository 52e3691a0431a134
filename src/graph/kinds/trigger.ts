import type { Settings } from "../../manifests/settings.ts";
import { effectiveDelivery, NO_DELIVERY, readDelivery } from "../delivery.ts";
import { discardedTypes } from "../discards.ts";
import type { HopFilter } from "../graph.ts";
import type { GraphObject } from "../graph-object.ts";
import { textAt, textsAt, tryListAt, tryMappingAt } from "../read.ts";
import type { GraphKind } from "./graph-kind.ts";

/**
 * A Trigger: one leg from its Broker, whose replies go back into the Broker (eventing.md §5.4). Without a Broker that
 * is known there is no leg, only the dangling reference.
 */
export const trigger: GraphKind = {
  groupKinds: ["eventing.knative.dev/Trigger"],
  hops(object, { resolver, endpoint, settings }) {
    const named = brokerOf(object, settings);
    const from = named && resolver.reference(object, named.field, named.ref);
    const to = resolver.destination(object, "spec.subscriber", object.spec.subscriber);
    const own = readDelivery(object, "spec.delivery", object.spec.delivery, resolver);
    if (typeof from !== "object") return [];
    const source = endpoint(from.endpoint);
    return [
      {
        id: object.key,
        kind: "trigger",
        name: object.name,
        namespace: object.namespace,
        from: from.endpoint,
        to: typeof to === "object" ? to : undefined,
        filter: readFilter(object),
        delivery: effectiveDelivery(own?.delivery, {
          delivery: source?.kind === "broker" ? source.delivery : NO_DELIVERY,
          channel: source?.kind === "broker" ? source.channelDelivery : undefined,
          keepsFormat: true,
        }),
        carriesDelivery: true,
        reply: from,
        discards: discardedTypes(object),
        ...(to === "unresolved" || own?.unresolved ? { unresolved: true } : {}),
        origin: object.origin(""),
      },
    ];
  },
};

/** The Broker it names: `spec.broker` in its own namespace, or `spec.brokerRef` where the cluster allows it (§4.2). */
function brokerOf(
  object: GraphObject,
  settings: Settings,
): { readonly field: string; readonly ref: object } | undefined {
  const name = textAt(object.spec, "broker");
  if (name !== undefined) {
    return { field: "spec.broker", ref: { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name } };
  }
  const ref = tryMappingAt(object.spec, "brokerRef");
  const allowed = settings.eventingFeatures["cross-namespace-event-links"]?.toLowerCase() === "enabled";
  return ref !== undefined && allowed ? { field: "spec.brokerRef", ref } : undefined;
}

function readFilter(object: GraphObject): HopFilter {
  const attributes = tryMappingAt(object.spec, "filter", "attributes");
  const filters = tryListAt(object.spec, "filters");
  const field = filterField(attributes, filters);
  return {
    ...(attributes === undefined ? {} : { attributes: textsAt(attributes) }),
    ...(filters === undefined ? {} : { filters }),
    ...(field === undefined ? {} : { origin: object.origin(field) }),
  };
}

/** The field a person changes to let other types pass. */
function filterField(attributes: object | undefined, filters: readonly unknown[] | undefined): string | undefined {
  if (filters !== undefined && filters.length > 0) {
    const typed = filters.findIndex((filter) => textAt(filter, "exact", "type") !== undefined);
    return typed === -1 ? "spec.filters" : `spec.filters[${typed}].exact[type]`;
  }
  if (attributes === undefined) return undefined;
  return "type" in attributes ? "spec.filter.attributes[type]" : "spec.filter.attributes";
}
