import type { EventGraph, Hop, Origin } from "../graph/index.ts";
import { retriesAsShipped } from "./delivery-law.ts";
import type { Facts } from "./facts.ts";
import { originKey } from "./origin-key.ts";
import { perGraph } from "./per-graph.ts";
import { writtenDeliveries } from "./written-deliveries.ts";

/** A `delivery` without `retry` that takes the place of one which has it. */
export interface DroppedRetry {
  /** The delivery that lacks it. */
  readonly origin: Origin;
  /** How many retries would apply without it. */
  readonly retries: number;
  /** Whose they are; undefined for those that Knative gives a Broker without a delivery. */
  readonly from?: Origin;
  readonly hops: readonly Hop[];
}

/** What Knative gives a Broker that has no delivery at all (eventing.md §4.1). */
const SHIPPED_RETRIES = 10;

/**
 * Retries that a partial delivery wipes out without a word (eventing.md §5.5, §13 row 10): a leg's own delivery replaces
 * its Broker's or Channel's as a whole, and a Broker's own the shipped default. A `retry: 0` is meant.
 */
export function droppedRetries(graph: EventGraph, { endpoint, hopsFrom }: Facts): readonly DroppedRetry[] {
  const found: DroppedRetry[] = [];
  const refused = refusedRetries(graph);
  for (const place of graph.endpoints) {
    if (place.kind !== "broker" || !retriesAsShipped(place)) continue;
    const { origin, retry } = place.delivery;
    if (origin === undefined || retry !== undefined || refused.has(originKey(origin))) continue;
    const hops = hopsFrom(place.id).filter(({ delivery }) => delivery.origin === origin);
    if (hops.length > 0) found.push({ origin, retries: SHIPPED_RETRIES, hops });
  }
  for (const hop of graph.hops) {
    const from = endpoint(hop.from);
    if ((from?.kind !== "broker" && from?.kind !== "channel") || !retriesAsShipped(from)) continue;
    const { origin, retry } = hop.delivery;
    const inherited = from.delivery.retry;
    if (origin === undefined || origin === from.delivery.origin || retry !== undefined) continue;
    if (inherited === undefined || inherited.value === 0 || refused.has(originKey(origin))) continue;
    found.push({ origin, retries: inherited.value, from: from.origin, hops: [hop] });
  }
  return found;
}

/** The deliveries whose retry is written and refused for its value: neither absent nor known. */
export const refusedRetries: (graph: EventGraph) => ReadonlySet<string> = perGraph(
  (graph) =>
    new Set(
      writtenDeliveries(graph).flatMap(({ value: { retry }, origin }) =>
        retry === undefined || retry === null || (typeof retry === "number" && retry >= 0) ? [] : [originKey(origin)],
      ),
    ),
);
