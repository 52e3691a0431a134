import type { Endpoint, EndpointId, EventGraph, Hop } from "./graph.ts";
import type { TypeFlow } from "./type-flow.ts";
import { cyclicComponents, shortestCycle } from "./walk.ts";

/** One turn of a cycle: an event at a Broker or Channel, and the leg that takes it further. */
export interface CycleStep {
  /** Where the event is. */
  readonly at: EndpointId;
  /** Its type; undefined for a reply that is wired on purpose and whose type nobody states. */
  readonly type: string | undefined;
  readonly hop: Hop;
}

/**
 * The ways on which an event causes events until it comes back as it was, the shortest one of each knot. A step
 * counts as replying with everything it states, whatever it is sent; a step that states nothing counts as replying
 * only where somebody wired its reply (a Subscription's `reply`, not a Trigger's), with an event of any type.
 */
export function findEventCycles(graph: EventGraph, flow: TypeFlow): readonly (readonly CycleStep[])[] {
  const states = new StateGraph(graph, flow);
  return cyclicComponents(states.edges).map((component) => {
    const [start = 0] = component;
    return states.steps(shortestCycle(states.edges, component, start));
  });
}

/**
 * Nodes are events at a place and legs that answer with other events. Unfiltered legs hang on one node for
 * "anything here", so that edges grow with legs plus types, not with their product.
 */
class StateGraph {
  public readonly edges: number[][] = [];
  private readonly nodes: Node[] = [];
  private readonly events = new Map<EndpointId, Map<string | undefined, number>>();
  private readonly anythings = new Map<EndpointId, number>();
  private readonly endpoints: ReadonlyMap<EndpointId, Endpoint>;
  private readonly legs = new Map<EndpointId, Hop[]>();
  private readonly flow: TypeFlow;
  private readonly order: ReadonlyMap<Hop, number>;

  public constructor(graph: EventGraph, flow: TypeFlow) {
    this.flow = flow;
    this.order = new Map(graph.hops.map((hop, index) => [hop, index]));
    this.endpoints = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint]));
    for (const hop of graph.hops) {
      const legs = this.legs.get(hop.from);
      if (legs === undefined) this.legs.set(hop.from, [hop]);
      else legs.push(hop);
    }
    for (const hop of graph.hops) if (hop.kind !== "sink" && hop.to !== undefined) this.addLeg(hop, hop.to.endpoint);
    this.addUnknown();
  }

  /** Legs and where they take events from, of a cycle of nodes. */
  public steps(cycle: readonly number[]): readonly CycleStep[] {
    const steps: CycleStep[] = [];
    // Turned so that it starts at an event, which every cycle passes.
    const first = cycle.findIndex((id) => this.nodes[id]?.kind === "event");
    let event: EventNode | undefined;
    for (const id of [...cycle.slice(first), ...cycle.slice(0, first)]) {
      const node = this.nodes[id];
      if (node?.kind === "event") event = node;
      else if (node?.kind === "leg" && event !== undefined)
        steps.push({ at: event.at, type: event.type, hop: node.hop });
    }
    return this.turned(steps);
  }

  /** The cycle from its first leg in the order of manifests that leaves a Broker, where a filter can be changed. */
  private turned(steps: readonly CycleStep[]): readonly CycleStep[] {
    const atBrokers = steps.filter(({ at }) => this.endpoints.get(at)?.kind === "broker");
    const candidates = atBrokers.length === 0 ? steps : atBrokers;
    const start = candidates.reduce<CycleStep | undefined>(
      (least, step) => (least === undefined || this.rank(step) < this.rank(least) ? step : least),
      undefined,
    );
    const index = start === undefined ? 0 : steps.indexOf(start);
    return [...steps.slice(index), ...steps.slice(0, index)];
  }

  private rank({ hop }: CycleStep): number {
    return this.order.get(hop) ?? 0;
  }

  private addLeg(hop: Hop, to: EndpointId): void {
    const target = this.endpoints.get(to);
    if (target?.kind === "broker" || target?.kind === "channel") {
      for (const type of this.passing(hop, undefined)) this.forward(hop, type, to);
      return;
    }
    const replies = target?.replies;
    const wired = hop.kind === "subscription";
    if (hop.reply === undefined || replies?.length === 0 || (replies === undefined && !wired)) return;
    const leg = this.node({ kind: "leg", hop });
    const accepts = target?.accepts?.map(({ type }) => type);
    if (accepts === undefined && this.flow.gate(hop).passesAll) this.edge(this.anything(hop.from), leg);
    else for (const type of this.passing(hop, accepts)) this.edge(this.event(hop.from, type), leg);
    for (const reply of replies ?? [undefined]) this.edge(leg, this.event(hop.reply.endpoint, reply?.type));
  }

  /** A leg into another Broker or Channel leaves the event as it is. */
  private forward(hop: Hop, type: string | undefined, to: EndpointId): void {
    const leg = this.node({ kind: "leg", hop });
    this.edge(this.event(hop.from, type), leg);
    this.edge(leg, this.event(to, type));
  }

  /** Events of a type nobody states may pass any filter into a further Broker or Channel. */
  private addUnknown(): void {
    const found = this.nodes.flatMap((node) => (node.kind === "event" && node.type === undefined ? [node.at] : []));
    const places = new Set(found);
    // The set grows while it is walked.
    for (const place of places) {
      for (const hop of this.legs.get(place) ?? []) {
        const target = hop.to && this.endpoints.get(hop.to.endpoint);
        if (target?.kind !== "broker" && target?.kind !== "channel") continue;
        this.forward(hop, undefined, target.id);
        places.add(target.id);
      }
    }
  }

  /** The known types a leg lets through and its target handles. */
  private passing(hop: Hop, accepts: readonly string[] | undefined): readonly string[] {
    const { types } = this.flow.on(hop);
    return accepts === undefined ? [...types] : accepts.filter((type) => types.has(type));
  }

  private event(at: EndpointId, type: string | undefined): number {
    let here = this.events.get(at);
    if (here === undefined) this.events.set(at, (here = new Map()));
    let node = here.get(type);
    if (node === undefined) {
      here.set(type, (node = this.node({ kind: "event", at, type })));
      this.edge(node, this.anything(at));
    }
    return node;
  }

  private anything(at: EndpointId): number {
    let node = this.anythings.get(at);
    if (node === undefined) this.anythings.set(at, (node = this.node({ kind: "anything" })));
    return node;
  }

  private edge(from: number, to: number): void {
    this.edges[from]?.push(to);
  }

  private node(node: Node): number {
    this.edges.push([]);
    return this.nodes.push(node) - 1;
  }
}

interface EventNode {
  readonly kind: "event";
  readonly at: EndpointId;
  readonly type: string | undefined;
}

type Node = EventNode | { readonly kind: "anything" } | { readonly kind: "leg"; readonly hop: Hop };
