import type { ContractRef, Endpoint, EndpointId, EventGraph, Hop, TypeFlow } from "../graph/index.ts";

/** A leg whose filter nothing that is sent passes. */
export interface Starved {
  readonly hop: Hop;
  /** The types its filter waits for, where it names them. */
  readonly waitsFor: readonly string[];
  /** An event that is there and of a type it would take, and that its filter refuses for another attribute. */
  readonly refuses?: ContractRef;
  /** Legs that get nothing only because this one does not. */
  readonly downstream: readonly Hop[];
}

/**
 * Legs of a Broker or Channel whose whole traffic is known, of which nothing can pass their filter, though something
 * could. Only the first of a chain is given, with what follows from it; of legs that wait for each other in a circle,
 * one.
 *
 * `possible` is the flow in which every step replies, whether or not anything reaches it.
 */
export function findStarved(
  graph: EventGraph,
  flow: TypeFlow,
  possible: TypeFlow,
  endpoint: (id: EndpointId) => Endpoint | undefined,
): readonly Starved[] {
  const nothing = (of: TypeFlow, hop: Hop): boolean => !of.on(hop).open && of.on(hop).contracts.size === 0;
  const filtered = (hop: Hop): boolean => hop.kind !== "sink" && !flow.gate(hop).passesAll && !mayBeMisaddressed(hop);
  const misaddressed = typesSentNowhere(graph, endpoint);
  const starved = new Set(graph.hops.filter((hop) => hop.kind !== "sink" && nothing(flow, hop)));
  const roots = [...starved].filter((hop) => filtered(hop) && nothing(possible, hop));
  if (starved.size === 0) return [];

  const legs = legsByEndpoint(graph);
  const reached = new Set<Hop>();
  const follow = (start: Hop): readonly Hop[] => {
    const downstream: Hop[] = [];
    const queue = [start];
    // The list grows while it is walked.
    for (const hop of queue) {
      for (const next of fedBy(hop)) {
        if (!starved.has(next) || reached.has(next) || next === start) continue;
        reached.add(next);
        downstream.push(next);
        queue.push(next);
      }
    }
    return downstream;
  };
  /** The legs that what a leg's target answers, or passes on, would reach. */
  function fedBy(hop: Hop): readonly Hop[] {
    const target = hop.to && endpoint(hop.to.endpoint);
    if (target?.kind === "broker" || target?.kind === "channel") return legs.get(target.id) ?? [];
    const back = hop.reply?.endpoint;
    return back === undefined ? [] : (target?.replies ?? []).flatMap(({ type }) => flow.legs(back, type));
  }
  function mayBeMisaddressed(hop: Hop): boolean {
    return [...(flow.gate(hop).exact ?? [])].some((type) => misaddressed.has(type));
  }

  for (const root of roots) reached.add(root);
  // That nothing at all can pass a filter that contradicts itself is another rule's finding.
  const found = roots.flatMap((hop): readonly Starved[] => {
    const downstream = follow(hop);
    return flow.gate(hop).exact?.size === 0 ? [] : [toStarved(hop, flow, downstream)];
  });
  // A step that gets events and handles none of them is another rule's finding; what it starves is no news.
  for (const hop of graph.hops) if (!starved.has(hop) && !flow.handles(hop)) follow(hop);
  for (const hop of starved) {
    if (reached.has(hop) || !filtered(hop)) continue;
    reached.add(hop);
    found.push(toStarved(hop, flow, follow(hop)));
  }
  return found;
}

function toStarved(hop: Hop, flow: TypeFlow, downstream: readonly Hop[]): Starved {
  const { exact, admits } = flow.gate(hop);
  const refuses = [...flow.at(hop.from).contracts.values()].find(({ type }) => admits(type));
  return { hop, waitsFor: [...(exact ?? [])], downstream, ...(refuses === undefined ? {} : { refuses }) };
}

/** Types that only miss their way: their sender's sink is a dangling reference. */
function typesSentNowhere(graph: EventGraph, endpoint: (id: EndpointId) => Endpoint | undefined): ReadonlySet<string> {
  const lost = graph.hops.filter((hop) => hop.kind === "sink" && hop.to === undefined);
  return new Set(lost.flatMap((hop) => (endpoint(hop.from)?.emits ?? []).map(({ type }) => type)));
}

function legsByEndpoint(graph: EventGraph): ReadonlyMap<EndpointId, readonly Hop[]> {
  const legs = new Map<EndpointId, Hop[]>();
  for (const hop of graph.hops) {
    const list = legs.get(hop.from);
    if (list === undefined) legs.set(hop.from, [hop]);
    else list.push(hop);
  }
  return legs;
}
