import type { Endpoint, EventGraph, Hop, Target } from "../graph/index.ts";
import { originKey } from "./origin-key.ts";
import { perGraph } from "./per-graph.ts";

/** A place that a field names, and what goes there. */
export interface WrittenTarget {
  readonly target: Target;
  /** What it is to who writes it. */
  readonly as: "subscriber" | "sink" | "reply" | "dead-letter sink";
  /** The leg, unless it is the dead-letter sink of a whole Broker or Channel. */
  readonly hop?: Hop;
}

/**
 * Every place that is named and resolves, each field once: a dead-letter sink that many legs inherit is that of their
 * Broker or Channel. Replies of Triggers are left out, which nobody writes.
 */
export const writtenTargets: (graph: EventGraph) => readonly WrittenTarget[] = perGraph(({ endpoints, hops }) => {
  const found = new Map<string, WrittenTarget>();
  // What legs inherit is one target, met again and again.
  const seen = new Set<Target>();
  const add = (target: Target | undefined, as: WrittenTarget["as"], hop?: Hop): void => {
    if (target === undefined || seen.has(target)) return;
    seen.add(target);
    const key = originKey(target.origin);
    if (!found.has(key)) found.set(key, { target, as, ...(hop === undefined ? {} : { hop }) });
  };
  for (const endpoint of endpoints)
    for (const delivery of deliveriesOf(endpoint)) add(delivery.deadLetterSink, "dead-letter sink");
  for (const hop of hops) {
    add(hop.to, hop.kind === "sink" ? "sink" : "subscriber", hop);
    if (hop.kind === "subscription") add(hop.reply, "reply", hop);
    add(hop.delivery.deadLetterSink, "dead-letter sink", hop);
  }
  return [...found.values()];
});

function deliveriesOf(endpoint: Endpoint): readonly Hop["delivery"][] {
  if (endpoint.kind === "channel") return [endpoint.delivery];
  if (endpoint.kind !== "broker") return [];
  return endpoint.channelDelivery === undefined ? [endpoint.delivery] : [endpoint.delivery, endpoint.channelDelivery];
}
