import type { EndpointId, EventGraph, Hop, TypeFlow } from "../graph/index.ts";

/**
 * How many steps deep in its Broker's or Channel's flow each leg is: 1 for what a source sends, one more for each reply
 * on the way. Legs that nothing known reaches are 1. So a picture can show one Broker's steps in the order they run.
 */
export function legDepths(graph: EventGraph, flow: TypeFlow): ReadonlyMap<Hop, number> {
  const endpoints = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const depths = new Map<Hop, number>();
  const seen = new Set<string>();
  let level: Arrival[] = graph.hops
    .filter(({ kind, to }) => kind === "sink" && to !== undefined)
    .flatMap((hop) => Array.from(flow.on(hop).types, (type) => ({ at: hop.to?.endpoint ?? "", type, depth: 1 })));
  // Breadth first, so that the shortest way counts.
  while (level.length > 0) {
    const next: Arrival[] = [];
    for (const { at, type, depth } of level) {
      const key = `${at} ${type}`;
      if (seen.has(key)) continue;
      seen.add(key);
      for (const hop of flow.legs(at, type)) {
        if (!depths.has(hop)) depths.set(hop, depth);
        const target = hop.to && endpoints.get(hop.to.endpoint);
        if (target === undefined) continue;
        if (target.kind === "broker" || target.kind === "channel") next.push({ at: target.id, type, depth: 1 });
        const { reply } = hop;
        if (reply === undefined) continue;
        for (const answer of target.replies ?? []) {
          next.push({ at: reply.endpoint, type: answer.type, depth: reply.endpoint === at ? depth + 1 : 1 });
        }
      }
    }
    level = next;
  }
  return depths;
}

interface Arrival {
  readonly at: EndpointId;
  readonly type: string;
  readonly depth: number;
}
