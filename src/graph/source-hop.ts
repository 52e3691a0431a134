import { NO_DELIVERY } from "./delivery.ts";
import { discardedTypes } from "./discards.ts";
import type { Hop, HopFilter } from "./graph.ts";
import type { GraphObject } from "./graph-object.ts";
import type { HopContext } from "./kinds/graph-kind.ts";

/** The leg by which a source sends (eventing.md §7.1): no delivery can be written on it, and answers are ignored. */
export function sinkHop(object: GraphObject, { resolver }: HopContext, filter: HopFilter = {}): readonly Hop[] {
  const to = resolver.destination(object, "spec.sink", object.spec.sink);
  return [
    {
      id: object.key,
      kind: "sink",
      name: object.name,
      namespace: object.namespace,
      from: object.key,
      to: typeof to === "object" ? to : undefined,
      filter,
      delivery: NO_DELIVERY,
      carriesDelivery: false,
      reply: undefined,
      discards: discardedTypes(object),
      ...(to === "unresolved" ? { unresolved: true } : {}),
      origin: object.origin(""),
    },
  ];
}
