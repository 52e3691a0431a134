import type { Endpoint, EndpointId, EventGraph, TypeFlow } from "../graph/index.ts";
import type { LegGraph } from "../graph/leg-graph.ts";
import { isCyclic, reachable } from "../graph/walk.ts";

/** What one event that enters a place becomes. */
export interface Copies {
  readonly place: Endpoint;
  /** Requests when nothing fails; large beyond 2^53, and then not exact. */
  readonly requests: number;
  /** The legs that send them. */
  readonly legs: number;
}

/**
 * The requests that one event sets going at each place where events enter, where these are more than `fewest`. A step
 * replies once whatever it may reply, so the costliest of its replies counts; a circle counts as nothing. Where types
 * are unknown only legs without a filter count, so that it is never too many.
 */
export function countCopies(graph: EventGraph, flow: TypeFlow, legs: LegGraph, fewest: number): readonly Copies[] {
  const { nodes, edges, order } = legs;
  const requests = nodes.map(() => 0);
  const most = (events: readonly number[] = []): number => {
    let found = 0;
    for (const event of events) found = Math.max(found, requests[event] ?? 0);
    return found;
  };
  for (const members of order) {
    if (isCyclic(edges, members)) continue;
    for (const index of members) {
      const node = nodes[index];
      if (node?.kind === "leg") requests[index] = 1 + most(node.to?.events) + most(node.reply?.events);
      else requests[index] = (edges[index] ?? []).reduce((sum, next) => sum + (requests[next] ?? 0), 0);
    }
  }
  const fed = new Set<EndpointId>();
  for (const { kind, to, reply } of graph.hops) {
    if (kind === "sink") continue;
    for (const target of [to, reply]) if (target !== undefined) fed.add(target.endpoint);
  }
  const entries = new Set(
    graph.hops.flatMap(({ kind, to }) => (kind === "sink" && to !== undefined ? [to.endpoint] : [])),
  );
  return graph.endpoints.flatMap((place): readonly Copies[] => {
    if (place.kind !== "broker" && place.kind !== "channel") return [];
    if (fed.has(place.id) && !entries.has(place.id)) return [];
    const starts = [...flow.at(place.id).types, ...(place.kind === "channel" ? [undefined] : [])];
    const start = starts
      .map((type) => legs.eventOf(place.id, type))
      .reduce(
        (best, node) => (node !== undefined && (requests[node] ?? 0) > (requests[best ?? -1] ?? -1) ? node : best),
        undefined,
      );
    if (start === undefined || (requests[start] ?? 0) <= fewest) return [];
    const behind = [...reachable(edges, [start])].filter((index) => nodes[index]?.kind === "leg");
    return [{ place, requests: requests[start] ?? 0, legs: behind.length }];
  });
}
