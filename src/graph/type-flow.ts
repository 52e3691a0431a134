import { Attributes, carriedName } from "./known-attributes.ts";
import type { ContractRef, Endpoint, EndpointId, EventGraph, Hop } from "./graph.ts";
import { isForeign } from "./readiness.ts";
import { type TypeGate, TypeGates } from "./type-gate.ts";
import { Variants } from "./variants.ts";
import { reachable } from "./walk.ts";

/** The events that can be somewhere. */
export interface Carried {
  /** Contracts that are known to come, each with what is known of its attributes, by a name that tells them apart. */
  readonly contracts: ReadonlyMap<string, ContractRef>;
  /** Their types. */
  readonly types: ReadonlySet<string>;
  /** Whether others may come too, of types nobody states. */
  readonly open: boolean;
}

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
  const states = new Map<EndpointId, State>();
  const stateOf = (id: EndpointId): State => {
    let state = states.get(id);
    if (state === undefined) states.set(id, (state = newState(endpoints.get(id))));
    return state;
  };
  for (const hop of graph.hops) {
    const target = hop.to && endpoints.get(hop.to.endpoint);
    addLeg(stateOf(hop.from), hop, gate(hop), target);
  }

  const handled = new Set<Hop>();
  const work: Arrival[] = [];
  const arrive = (endpoint: EndpointId, what: ContractRef | "open"): void => {
    // What arrives elsewhere is handled there; only legs carry it on.
    if (states.has(endpoint)) work.push({ endpoint, what });
  };
  const handle = (hop: Hop): void => {
    if (handled.has(hop)) return;
    handled.add(hop);
    const target = hop.to === undefined ? undefined : endpoints.get(hop.to.endpoint);
    if (hop.reply === undefined || (target !== undefined && isRelay(target))) return;
    if (target?.replies === undefined) arrive(hop.reply.endpoint, "open");
    else for (const what of target.replies) arrive(hop.reply.endpoint, attributes.of(target, what));
  };
  const deliver = (hop: Hop, what: ContractRef | "open"): void => {
    const { to } = hop;
    const { deadLetterSink } = hop.delivery;
    if (to !== undefined) arrive(to.endpoint, what);
    if (deadLetterSink !== undefined) arrive(deadLetterSink.endpoint, what);
    const accepts = to === undefined ? undefined : endpoints.get(to.endpoint)?.accepts;
    if (what === "open" || accepts === undefined || accepts.some(({ type }) => type === what.type)) handle(hop);
  };
  const open = (state: State): void => {
    state.open = true;
    for (const hop of state.legs) {
      const { exact } = gate(hop);
      // Of what nobody states, a filter that names types tells at least those.
      if (exact === undefined) deliver(hop, "open");
      else for (const type of exact) deliver(hop, { type });
    }
  };
  const enter = (state: State, what: ContractRef): void => {
    state.types.add(what.type);
    for (const hop of state.exact.get(what.type) ?? []) if (gate(hop).mayPass(what)) deliver(hop, what);
    for (const hop of state.patterns) if (gate(hop).mayPass(what)) deliver(hop, what);
    for (const endpoint of state.unfilteredInto) arrive(endpoint, what);
    for (const hop of state.unfilteredFor.get(what.type) ?? []) handle(hop);
    for (const hop of state.unfilteredForAny.splice(0)) handle(hop);
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
    const state = stateOf(endpoint);
    if (what === "open") {
      if (!state.open) open(state);
    } else {
      const added = state.variants.add(state.isForeign ? withoutCompleteness(what) : what);
      if (added !== undefined) enter(state, added);
    }
  }

  const delivered = new Map<Hop, Carried>();
  return {
    at: (endpoint) => stateOf(endpoint),
    gate,
    handles: (hop) => handled.has(hop),
    on(hop) {
      let passing = delivered.get(hop);
      if (passing === undefined) delivered.set(hop, (passing = through(stateOf(hop.from), gate(hop))));
      return passing;
    },
    surelyOn(hop) {
      const state = stateOf(hop.from);
      const { passesAll, exact, surelyPasses } = gate(hop);
      if (passesAll) return state.types;
      const events = exact === undefined ? state.contracts.values() : [...exact].flatMap((type) => state.ofType(type));
      return new Set([...events].filter(surelyPasses).map(({ type }) => type));
    },
    legs(endpoint, event) {
      const what = typeof event === "string" ? { type: event } : event;
      const { exact, patterns, unfiltered } = stateOf(endpoint);
      const passes = (hop: Hop): boolean => gate(hop).mayPass(what);
      return [...(exact.get(what.type) ?? []).filter(passes), ...patterns.filter(passes), ...unfiltered];
    },
    takes(endpoint, event) {
      const what = typeof event === "string" ? { type: event } : event;
      const { exact, patterns, unfiltered } = stateOf(endpoint);
      const passes = (hop: Hop): boolean => gate(hop).mayPass(what);
      return unfiltered.length > 0 || (exact.get(what.type)?.some(passes) ?? false) || patterns.some(passes);
    },
    sentBy: (sender, contract) => attributes.of(sender, contract),
  };
}

interface Arrival {
  readonly endpoint: EndpointId;
  readonly what: ContractRef | "open";
}

interface State extends Carried {
  readonly types: Set<string>;
  readonly variants: Variants;
  readonly ofType: (type: string) => readonly ContractRef[];
  /** Whether nobody knows what a Broker or Channel of this kind adds to events. */
  readonly isForeign: boolean;
  open: boolean;
  readonly legs: Hop[];
  /** Legs whose filter names exact types, by type. */
  readonly exact: Map<string, Hop[]>;
  /** Legs with any other filter. */
  readonly patterns: Hop[];
  /** Legs without a filter, and below what wakes them, so that a type is not offered to each of them. */
  readonly unfiltered: Hop[];
  /** Where unfiltered legs lead, and their dead-letter sinks: each once. */
  readonly unfilteredInto: Set<EndpointId>;
  /** Unfiltered legs by the types that their subscribers accept. */
  readonly unfilteredFor: Map<string, Hop[]>;
  /** Unfiltered legs whose subscribers do not say what they accept; emptied by the first event. */
  readonly unfilteredForAny: Hop[];
}

function newState(endpoint: Endpoint | undefined): State {
  const variants = new Variants();
  return {
    contracts: variants.all,
    variants,
    ofType: (type) => variants.ofType(type),
    isForeign:
      endpoint !== undefined &&
      (isForeign(endpoint) || (endpoint.kind === "channel" && endpoint.channelKind !== "InMemoryChannel")),
    types: new Set(),
    open: false,
    legs: [],
    exact: new Map(),
    patterns: [],
    unfiltered: [],
    unfilteredInto: new Set(),
    unfilteredFor: new Map(),
    unfilteredForAny: [],
  };
}

function addLeg(state: State, hop: Hop, { exact, passesAll }: TypeGate, target: Endpoint | undefined): void {
  state.legs.push(hop);
  if (exact !== undefined) {
    for (const type of exact) push(state.exact, type, hop);
  } else if (!passesAll) {
    state.patterns.push(hop);
  } else {
    state.unfiltered.push(hop);
    for (const target of [hop.to, hop.delivery.deadLetterSink]) {
      if (target !== undefined) state.unfilteredInto.add(target.endpoint);
    }
    if (target?.accepts === undefined) state.unfilteredForAny.push(hop);
    else for (const { type } of target.accepts) push(state.unfilteredFor, type, hop);
  }
}

/** What passes a filter of all that is at a place. */
function through(state: State, { exact, passesAll, mayPass }: TypeGate): Carried {
  if (passesAll) return state;
  if (exact === undefined) return carried([...state.contracts.values()].filter(mayPass), state.open);
  const passing: ContractRef[] = [];
  for (const type of exact) {
    const known = state.ofType(type);
    if (known.length > 0) passing.push(...known.filter(mayPass));
    else if (state.open) passing.push({ type });
  }
  return carried(passing, false);
}

function carried(contracts: readonly ContractRef[], open: boolean): Carried {
  return {
    contracts: new Map(contracts.map((contract) => [carriedName(contract), contract])),
    types: new Set(contracts.map(({ type }) => type)),
    open,
  };
}

function withoutCompleteness(contract: ContractRef): ContractRef {
  if (contract.attributes?.isComplete === undefined) return contract;
  const { values } = contract.attributes;
  return { ...contract, attributes: { values } };
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

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
