import { type Carried, FlowPlace, type LegGroup } from "./flow-place.ts";
import type { ContractRef, Endpoint, EndpointId, EventGraph, Hop, Target } from "./graph.ts";
import { Attributes } from "./known-attributes.ts";
import { isForeign } from "./readiness.ts";
import { type TypeGate, TypeGates } from "./type-gate.ts";
import { reachable } from "./walk.ts";

/** Which events can be where, at the fixed point. */
export interface TypeFlow {
  /** What enters a Broker or Channel, or is sent by an endpoint of another kind. */
  readonly at: (endpoint: EndpointId) => Carried;
  /** What a leg delivers, after its filter. */
  readonly on: (hop: Hop) => Carried;
  /** The types that it delivers for certain: whatever is unknown of such an event, its filter lets it pass. */
  readonly surelyOn: (hop: Hop) => ReadonlySet<string>;
  /** What its filter says. */
  readonly gate: (hop: Hop) => TypeGate;
  /** The legs from an endpoint that can let a type pass, or an event of which more is known. */
  readonly legs: (endpoint: EndpointId, event: string | ContractRef) => readonly Hop[];
  /** Whether there is such a leg. */
  readonly takes: (endpoint: EndpointId, event: string | ContractRef) => boolean;
  /** A contract with what is known of its events when this endpoint sends them. */
  readonly sentBy: (sender: Endpoint, contract: ContractRef) => ContractRef;
  /** Whether the target can handle something that this leg delivers, and so reply. */
  readonly handles: (hop: Hop) => boolean;
}

export interface TypeFlowOptions {
  /**
   * Whether every leg counts as handled, so that what steps could reply is there even if nothing reaches them.
   * @default false
   */
  readonly everyStepReplies?: boolean;
  /**
   * Whether requests that would be refused (eventing.md §9) count as let in.
   * @default false
   */
  readonly everyoneIsLetIn?: boolean;
}

/**
 * Follows every contract from the sources, and from what is put into Brokers and Channels by others, through filters,
 * replies and dead-letter sinks, until nothing new is found. Time is in proportion to legs and to contracts that
 * unfiltered legs pass on into further Brokers and Channels.
 *
 * - Where something nobody knows can enter, the flow is open from there on: silence about a type is no proof.
 * - A Broker or Channel that no source in the manifests reaches is fed from outside, hence open, unless
 *   `sluice.dev/emits` or `sluice.dev/accepts` on it states what comes.
 * - A subscriber replies with what it states. Where it states nothing, or is not there, its reply is open.
 */
export function flowTypes(graph: EventGraph, options: TypeFlowOptions = {}): TypeFlow {
  const endpoints = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const read = new TypeGates();
  const gates = new Map(graph.hops.map((hop) => [hop, read.of(hop.filter)]));
  const gate = (hop: Hop): TypeGate => gates.get(hop) ?? read.of(hop.filter);
  const attributes = new Attributes(graph.eventTypes);
  const places = new Map<EndpointId, FlowPlace>();
  const placeOf = (id: EndpointId): FlowPlace => {
    let place = places.get(id);
    if (place === undefined) places.set(id, (place = new FlowPlace(addsUnknown(endpoints.get(id)))));
    return place;
  };
  const groups = new Map<Hop, LegGroup>();
  const isShut = ({ authorization }: Target): boolean =>
    authorization?.verdict === "refused" && options.everyoneIsLetIn !== true;
  for (const hop of graph.hops) {
    const target = hop.to && endpoints.get(hop.to.endpoint);
    const group = placeOf(hop.from).group(gate(hop));
    const into = [hop.to, hop.delivery.deadLetterSink].flatMap((to) =>
      to === undefined || isShut(to) ? [] : [to.endpoint],
    );
    group.add(hop, into, target?.accepts);
    groups.set(hop, group);
  }

  const handled = new Set<Hop>();
  const work: Arrival[] = [];
  const arrive = (endpoint: EndpointId, what: ContractRef | "open"): void => {
    // What arrives elsewhere is handled there; only legs carry it on.
    if (places.has(endpoint)) work.push({ endpoint, what });
  };
  const handle = (hop: Hop): void => {
    if (handled.has(hop)) return;
    handled.add(hop);
    const target = hop.to === undefined ? undefined : endpoints.get(hop.to.endpoint);
    if (hop.reply === undefined || isShut(hop.reply) || (target !== undefined && isRelay(target))) return;
    if (target?.replies === undefined) arrive(hop.reply.endpoint, "open");
    else for (const what of target.replies) arrive(hop.reply.endpoint, attributes.of(target, what));
  };
  const deliver = (group: LegGroup, what: ContractRef | "open"): void => {
    for (const endpoint of group.into) arrive(endpoint, what);
    for (const hop of group.handlers(what)) handle(hop);
  };
  const open = (place: FlowPlace): void => {
    place.open = true;
    for (const group of place.legGroups) {
      group.open = true;
      const { exact } = group.gate;
      // Of what nobody states, a filter that names types tells at least those.
      if (exact === undefined) deliver(group, "open");
      else for (const type of exact) deliver(group, { type });
    }
  };

  const fed = fedEndpoints(graph);
  for (const endpoint of graph.endpoints) {
    for (const what of entering(endpoint, fed)) {
      // What others put into a Broker or Channel is not its own doing.
      arrive(endpoint.id, what === "open" || isRelay(endpoint) ? what : attributes.of(endpoint, what));
    }
  }
  if (options.everyStepReplies) for (const hop of graph.hops) handle(hop);
  // The list grows while it is walked.
  for (const { endpoint, what } of work) {
    const place = placeOf(endpoint);
    if (what === "open") {
      if (!place.open) open(place);
      continue;
    }
    const added = place.add(what);
    if (added === undefined) continue;
    for (const group of place.takers(added)) {
      group.record(added);
      deliver(group, added);
    }
  }

  const groupOf = (hop: Hop): LegGroup => groups.get(hop) ?? placeOf(hop.from).group(gate(hop));
  const takers = (endpoint: EndpointId, event: string | ContractRef): Iterable<LegGroup> =>
    placeOf(endpoint).takers(typeof event === "string" ? { type: event } : event);
  return {
    at: placeOf,
    gate,
    handles: (hop) => handled.has(hop),
    on: (hop) => groupOf(hop).carried(),
    surelyOn: (hop) => groupOf(hop).sureTypes(),
    legs: (endpoint, event) => [...takers(endpoint, event)].flatMap(({ hops }) => hops),
    takes: (endpoint, event) => [...takers(endpoint, event)].length > 0,
    sentBy: (sender, contract) => attributes.of(sender, contract),
  };
}

interface Arrival {
  readonly endpoint: EndpointId;
  readonly what: ContractRef | "open";
}

/** Whether nobody knows what a Broker or Channel writes into the events that it carries. */
function addsUnknown(endpoint: Endpoint | undefined): boolean {
  if (endpoint === undefined) return false;
  return isForeign(endpoint) || (endpoint.kind === "channel" && endpoint.channelKind !== "InMemoryChannel");
}

/**
 * What comes into an endpoint's legs from outside the graph, or from the endpoint itself. What a Broker or Channel states
 * to accept is what comes where nobody in the graph sends.
 */
function entering(endpoint: Endpoint, fed: ReadonlySet<EndpointId>): readonly (ContractRef | "open")[] {
  if (endpoint.kind === "source" && endpoint.forwardsEvents) return [...(endpoint.emits ?? []), "open"];
  if (endpoint.emits !== undefined) return endpoint.emits;
  if (isRelay(endpoint) && fed.has(endpoint.id)) return [];
  return (isRelay(endpoint) || endpoint.kind === "external" ? endpoint.accepts : undefined) ?? ["open"];
}

/** Endpoints that events of the graph's own senders can reach. */
function fedEndpoints(graph: EventGraph): ReadonlySet<EndpointId> {
  const ids = new Map(graph.endpoints.map(({ id }, index) => [id, index]));
  const edges: number[][] = graph.endpoints.map(() => []);
  for (const { from, to, reply, delivery } of graph.hops) {
    for (const target of [to, reply, delivery.deadLetterSink]) {
      const index = target && ids.get(target.endpoint);
      if (index !== undefined) edges[ids.get(from) ?? -1]?.push(index);
    }
  }
  const senders = graph.endpoints.flatMap((endpoint, index) =>
    isRelay(endpoint) && endpoint.emits === undefined ? [] : [index],
  );
  const found = reachable(edges, senders);
  return new Set(graph.endpoints.flatMap(({ id }, index) => (found.has(index) ? [id] : [])));
}

/** Whether an endpoint passes events on as they are and never replies with one (eventing.md §5.2). */
function isRelay(endpoint: Endpoint): boolean {
  return endpoint.kind === "broker" || endpoint.kind === "channel";
}
