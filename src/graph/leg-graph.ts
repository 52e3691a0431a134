import type { Endpoint, EndpointId, EventGraph, Hop, Target } from "./graph.ts";
import { isLegReady, neverReady } from "./readiness.ts";
import type { Carried } from "./flow-place.ts";
import type { TypeFlow } from "./type-flow.ts";
import { components } from "./walk.ts";

/** A leg of delivery, and what each of its requests may set going: numbers of nodes. */
export interface LegNode {
  readonly kind: "leg";
  readonly hop: Hop;
  readonly to: Reached | undefined;
  readonly reply: Reached | undefined;
  readonly deadLetter: Reached | undefined;
}

/** Events at a Broker or Channel: of one type, those that a filter lets pass or a leg brings, or whatever comes. */
export interface PlaceNode {
  readonly kind: "place";
  readonly at: Endpoint;
}

/** Where a request goes; `events` is empty for what passes nothing on before it answers. */
export interface Reached {
  readonly endpoint: Endpoint;
  readonly events: number[];
}

/**
 * Which legs an event sets going, and what their requests, replies and dead letters set going in turn. Legs of one
 * filter hang on one node, so that edges grow with legs plus types and not with their product. Legs that no
 * controller adds (eventing.md §5.5) are left out. A step that states no replies counts as replying only where somebody
 * wired its reply, with an event that any leg there may take.
 */
export class LegGraph {
  public readonly nodes: (LegNode | PlaceNode)[] = [];
  public readonly edges: number[][] = [];
  private readonly endpoints: ReadonlyMap<EndpointId, Endpoint>;
  private readonly events = new Map<EndpointId, Map<string, number>>();
  private readonly unfiltered = new Map<EndpointId, number>();
  /** Of legs with one filter at one place, what passes it. */
  private readonly filtered = new Map<Carried, number>();
  /** By endpoint and what is brought there. */
  private readonly brought = new Map<EndpointId, Map<Carried, number>>();
  private readonly all = new Map<EndpointId, number>();
  private readonly legs = new Map<Hop, number>();
  private readonly flow: TypeFlow;
  private sorted: readonly (readonly number[])[] | undefined;

  public constructor(graph: EventGraph, flow: TypeFlow) {
    this.flow = flow;
    this.endpoints = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint]));
    const never = neverReady(graph);
    for (const hop of graph.hops) {
      if (!isLegReady(hop, never) || never.has(hop.from)) continue;
      const node = this.leg(hop);
      this.legs.set(hop, node);
      this.edge(this.anyEvent(hop.from), node);
      this.edge(flow.gate(hop).passesAll ? this.unfilteredAt(hop.from) : this.passing(hop), node);
    }
  }

  /** The nodes in sets of those that lead to each other; what a set leads to comes before it. */
  public get order(): readonly (readonly number[])[] {
    return (this.sorted ??= components(this.edges));
  }

  /** The node of a leg; undefined for one that delivers nothing. */
  public legOf(hop: Hop): number | undefined {
    return this.legs.get(hop);
  }

  /** The node of an event of this type, or of any, at a Broker or Channel or as a source sends it. */
  public eventOf(at: EndpointId, type: string | undefined): number | undefined {
    if (type === undefined) return this.all.get(at);
    return this.events.get(at)?.get(type) ?? this.unfiltered.get(at);
  }

  private leg(hop: Hop): number {
    const node: LegNode = {
      kind: "leg",
      hop,
      to: this.reached(hop.to, (at) => [this.broughtTo(at, hop)]),
      reply: this.reply(hop),
      deadLetter: this.reached(hop.delivery.deadLetterSink, (at) => [this.broughtTo(at, hop)]),
    };
    const index = this.add(node);
    for (const part of [node.to, node.reply, node.deadLetter]) {
      for (const event of part?.events ?? []) this.edge(index, event);
    }
    return index;
  }

  private reply({ to, reply, kind }: Hop): Reached | undefined {
    const target = to && this.endpoints.get(to.endpoint);
    if (target === undefined || isRelay(target) || target.replies?.length === 0) return undefined;
    if (target.replies === undefined && kind !== "subscription") return undefined;
    return this.reached(
      reply,
      (at) => target.replies?.map(({ type }) => this.eventAt(at, type)) ?? [this.anyEvent(at)],
    );
  }

  private reached(target: Target | undefined, events: (at: EndpointId) => number[]): Reached | undefined {
    const endpoint = target && this.endpoints.get(target.endpoint);
    if (endpoint === undefined) return undefined;
    return { endpoint, events: isRelay(endpoint) ? events(endpoint.id) : [] };
  }

  /** What passes the filter of a leg, at the place that it leaves. */
  private passing(hop: Hop): number {
    const carried = this.flow.on(hop);
    let node = this.filtered.get(carried);
    if (node === undefined) {
      this.filtered.set(carried, (node = this.place(hop.from)));
      for (const type of carried.types) this.edge(this.eventAt(hop.from, type), node);
    }
    return node;
  }

  /** What a leg brings to another place. */
  private broughtTo(at: EndpointId, hop: Hop): number {
    const carried = this.flow.on(hop);
    if (carried.open) return this.anyEvent(at);
    let here = this.brought.get(at);
    if (here === undefined) this.brought.set(at, (here = new Map()));
    let node = here.get(carried);
    if (node === undefined) {
      here.set(carried, (node = this.place(at)));
      for (const type of carried.types) this.edge(node, this.eventAt(at, type));
    }
    return node;
  }

  private eventAt(at: EndpointId, type: string): number {
    let here = this.events.get(at);
    if (here === undefined) this.events.set(at, (here = new Map()));
    let node = here.get(type);
    if (node === undefined) {
      here.set(type, (node = this.place(at)));
      this.edge(node, this.unfilteredAt(at));
    }
    return node;
  }

  private unfilteredAt(at: EndpointId): number {
    let node = this.unfiltered.get(at);
    if (node === undefined) this.unfiltered.set(at, (node = this.place(at)));
    return node;
  }

  private anyEvent(at: EndpointId): number {
    let node = this.all.get(at);
    if (node === undefined) this.all.set(at, (node = this.place(at)));
    return node;
  }

  private place(at: EndpointId): number {
    const endpoint = this.endpoints.get(at);
    if (endpoint === undefined) throw new Error(`Sluice is at fault: a leg leaves ${at}, which is no endpoint.`);
    return this.add({ kind: "place", at: endpoint });
  }

  private add(node: LegNode | PlaceNode): number {
    this.edges.push([]);
    return this.nodes.push(node) - 1;
  }

  private edge(from: number, to: number): void {
    this.edges[from]?.push(to);
  }
}

function isRelay(endpoint: Endpoint): boolean {
  return endpoint.kind === "broker" || endpoint.kind === "channel";
}
