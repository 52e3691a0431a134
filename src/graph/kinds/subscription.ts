import { effectiveDelivery, NO_DELIVERY, readDelivery } from "../delivery.ts";
import { discardedTypes } from "../discards.ts";
import type { GraphKind } from "./graph-kind.ts";

/** A Subscription: one leg from its Channel, without a filter; replies go where it says or nowhere (eventing.md §5.5). */
export const subscription: GraphKind = {
  groupKinds: ["messaging.knative.dev/Subscription"],
  hops(object, { resolver, endpoint }) {
    const from = resolver.reference(object, "spec.channel", object.spec.channel);
    const to = resolver.destination(object, "spec.subscriber", object.spec.subscriber);
    const reply = resolver.destination(object, "spec.reply", object.spec.reply);
    const own = readDelivery(object, "spec.delivery", object.spec.delivery, resolver);
    if (typeof from !== "object") return [];
    const source = endpoint(from.endpoint);
    const unresolved = to === "unresolved" || reply === "unresolved" || own?.unresolved;
    return [
      {
        id: object.key,
        kind: "subscription",
        name: object.name,
        namespace: object.namespace,
        from: from.endpoint,
        to: typeof to === "object" ? to : undefined,
        filter: {},
        delivery: effectiveDelivery(own?.delivery, {
          delivery: source?.kind === "channel" ? source.delivery : NO_DELIVERY,
          keepsFormat: false,
        }),
        carriesDelivery: object.carriesDelivery ?? true,
        reply: typeof reply === "object" ? reply : undefined,
        discards: discardedTypes(object),
        ...(unresolved ? { unresolved: true } : {}),
        origin: object.origin(""),
      },
    ];
  },
};
