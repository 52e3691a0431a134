import { type DeliveryTraits, deliveryTraits } from "../delivery/index.ts";
import type { EffectiveDelivery, Endpoint, Hop, Origin } from "../graph/index.ts";
import { originKey } from "./origin-key.ts";

/** The class or kind whose law governs what leaves an endpoint; undefined where that is unknown. */
export function lawOf(endpoint: Endpoint | undefined): string | undefined {
  if (endpoint?.kind === "channel") return endpoint.channelKind;
  if (endpoint?.kind !== "broker" || endpoint.unknownConfig) return undefined;
  if (endpoint.brokerClass !== "MTChannelBasedBroker") return endpoint.brokerClass;
  // The Broker's own law rests on the channel behind it.
  return endpoint.channelKind ?? endpoint.brokerClass;
}

/** What is known of the legs that leave an endpoint. */
export function traitsOf(endpoint: Endpoint | undefined): DeliveryTraits {
  return deliveryTraits(lawOf(endpoint) ?? "");
}

/** Whether retries, waits and timeouts on the legs of an endpoint are those of eventing.md §6.3. */
export function retriesAsShipped(endpoint: Endpoint | undefined): boolean {
  return traitsOf(endpoint).backoff.value !== "unknown";
}

/** Whether who sends into it waits until every leg behind is done (eventing.md §6.4). */
export function isSynchronous(endpoint: Endpoint | undefined): boolean {
  if (endpoint?.kind !== "broker" && endpoint?.kind !== "channel") return false;
  return !endpoint.async && traitsOf(endpoint).acknowledgesBeforeDelivery.value === false;
}

/** The effective deliveries of some legs, each written `delivery` once, with the legs it reaches. */
export function deliveriesOf(
  hops: readonly Hop[],
): readonly { readonly delivery: EffectiveDelivery; readonly origin: Origin; readonly hops: readonly Hop[] }[] {
  const found = new Map<string, { delivery: EffectiveDelivery; origin: Origin; hops: Hop[] }>();
  // Legs that inherit a delivery share its origin.
  const byOrigin = new Map<Origin, Hop[]>();
  for (const hop of hops) {
    const { delivery } = hop;
    const { origin } = delivery;
    if (origin === undefined) continue;
    let list = byOrigin.get(origin);
    if (list === undefined) {
      const key = originKey(origin);
      let known = found.get(key);
      if (known === undefined) found.set(key, (known = { delivery, origin, hops: [] }));
      byOrigin.set(origin, (list = known.hops));
    }
    list.push(hop);
  }
  return [...found.values()];
}
