import { deliveryTraits } from "../delivery/index.ts";
import type { Endpoint, EndpointId, EventGraph, Hop, Target } from "./graph.ts";
import { isLegReady, neverReady } from "./readiness.ts";

/** Where an event goes that a leg cannot deliver, after all its attempts (eventing.md §5.5, §6.2, §6.4). */
export type FailurePath =
  /** It ends in a dead-letter sink, and its sender hears 202. */
  | { readonly kind: "dead-letter"; readonly sink: Target }
  /**
   * It is lost here, and whoever sent it hears 500: legs, for which that is a failure of their own, and sources, which do
   * not send again after 500 (§7.1). Without either, somebody outside the graph.
   */
  | { readonly kind: "told-to-caller"; readonly status: 500; readonly callers: readonly Hop[] }
  /** It is lost, and nobody hears of it: its sender heard 202 before, or is a source that gives up. */
  | { readonly kind: "lost"; readonly because: "answered-first" | "source-gives-up" }
  /** The leg is not there at all: senders hear 202, and nobody gets the event (§5.5). */
  | { readonly kind: "never-delivered" }
  /** A Broker or Channel of another make, whose answer nobody knows. */
  | { readonly kind: "unknown" };

/** The failure path of each leg. Takes linear time once, and none for each leg. */
export function failurePaths(graph: EventGraph): (hop: Hop) => FailurePath {
  const endpoints = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const never = neverReady(graph);
  const callers = new Map<EndpointId, Hop[]>();
  for (const hop of graph.hops) {
    const targets = [hop.to, hop.reply, hop.delivery.deadLetterSink].flatMap((to) =>
      to === undefined ? [] : to.endpoint,
    );
    for (const endpoint of new Set(targets)) {
      const known = callers.get(endpoint);
      if (known === undefined) callers.set(endpoint, [hop]);
      else known.push(hop);
    }
  }
  return (hop) => {
    if (!isLegReady(hop, never) || never.has(hop.from)) return { kind: "never-delivered" };
    const { deadLetterSink } = hop.delivery;
    if (deadLetterSink !== undefined) return { kind: "dead-letter", sink: deadLetterSink };
    if (hop.kind === "sink") return { kind: "lost", because: "source-gives-up" };
    // A shim answers only when the outcome is known (design.md §6).
    if (hop.kind === "shim") return { kind: "told-to-caller", status: 500, callers: callers.get(hop.from) ?? [] };
    const from = endpoints.get(hop.from);
    const answersFirst = from === undefined ? undefined : acknowledgesFirst(from);
    if (answersFirst === undefined) return { kind: "unknown" };
    if (answersFirst) return { kind: "lost", because: "answered-first" };
    return { kind: "told-to-caller", status: 500, callers: callers.get(hop.from) ?? [] };
  };
}

/** Whether senders hear 202 before the event is delivered; undefined where nobody knows. */
function acknowledgesFirst(endpoint: Endpoint): boolean | undefined {
  if (endpoint.kind !== "broker" && endpoint.kind !== "channel") return undefined;
  if (endpoint.async) return true;
  if (endpoint.kind === "broker" && endpoint.unknownConfig === true) return undefined;
  const { channelKind } = endpoint;
  const classes = [
    ...(endpoint.kind === "broker" ? [endpoint.brokerClass] : []),
    ...(channelKind === undefined ? [] : [channelKind]),
  ];
  const known = classes.map((name) => deliveryTraits(name).acknowledgesBeforeDelivery.value);
  if (known.includes("unknown")) return undefined;
  return known.includes(true);
}
