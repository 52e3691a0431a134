import type { Endpoint, Hop } from "../graph/index.ts";
import { DEFAULT_BROKER_CLASS } from "../manifests/defaults/broker.ts";
import type { Facts } from "./facts.ts";

/**
 * The endpoint that a leg leaves, if the leg loses what keeps failing and that can be mended where it is written. Legs
 * into a Broker or Channel are left out: it is the legs behind that fail. So are legs whose Broker, or its config, lives
 * elsewhere, since its own dead-letter sink is unknown; and those of a shim, whose sender hears of the failure.
 */
export function losesFailures(hop: Hop, { endpoint }: Facts): Endpoint | undefined {
  if (hop.kind === "sink" || hop.kind === "shim" || hop.delivery.deadLetterSink !== undefined || hop.unresolved)
    return undefined;
  const from = endpoint(hop.from);
  const to = hop.to && endpoint(hop.to.endpoint);
  if (to === undefined || to.kind === "broker" || to.kind === "channel") return undefined;
  if (from === undefined || from.kind === "external" || "unresolved" in from) return undefined;
  // Only the channel of a Broker of the shipped class can have a dead-letter sink of its own (eventing.md §5.4).
  if (from.kind === "broker" && from.unknownConfig && from.brokerClass === DEFAULT_BROKER_CLASS) return undefined;
  return from;
}
