import { contractName } from "../manifests/annotations.ts";
import type { ContractRef, Contracts, Endpoint, EndpointId, EventGraph, Hop } from "./graph.ts";
import { type TypeGate, typeGate } from "./type-gate.ts";

/** The events that can be somewhere. */
export interface Carried {
  /** Contracts that are known to come, by name. */
  readonly contracts: ReadonlyMap<string, ContractRef>;
  /** Whether others may come too, of types nobody states. */
  readonly open: boolean;
}

/** Which events can be where, at the fixed point. */
export interface TypeFlow {
  /** What enters a Broker or Channel, or is sent by an endpoint of another kind. */
  readonly at: (endpoint: EndpointId) => Carried;
  /** What a leg delivers, after its filter. */
  readonly on: (hop: Hop) => Carried;
  /** What its filter says of types. */
  readonly gate: (hop: Hop) => TypeGate;
  /** The legs from an endpoint that can let a type pass. */
  readonly legs: (endpoint: EndpointId, type: string) => readonly Hop[];
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
 * - A Broker or Channel that nothing in the manifests sends to is fed from outside, hence open, unless
 *   `sluice.dev/emits` on it states what comes.
 * - A subscriber replies with what it states. Where it states nothing, or is not there, its reply is open.
 */
export function flowTypes(graph: EventGraph, options: TypeFlowOptions = {}): TypeFlow {
  const endpoints = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const gates = new Map(graph.hops.map((hop) => [hop, typeGate(hop.filter)]));
  const gate = (hop: Hop): TypeGate => gates.get(hop) ?? typeGate(hop.filter);
  const states = new Map<EndpointId, State>();
  const stateOf = (id: EndpointId): State => {
    let state = states.get(id);
    if (state === undefined) states.set(id, (state = newState()));
    return state;
  };
  for (const hop of graph.hops) addLeg(stateOf(hop.from), hop, gate(hop));

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
    for (const what of target?.replies ?? ["open" as const]) arrive(hop.reply.endpoint, what);
  };
  const deliver = (hop: Hop, what: ContractRef | "open"): void => {
    const { deadLetterSink } = hop.delivery;
    if (deadLetterSink !== undefined) arrive(deadLetterSink.endpoint, what);
    if (hop.to !== undefined) arrive(hop.to.endpoint, what);
    const accepts = hop.to === undefined ? undefined : endpoints.get(hop.to.endpoint)?.accepts;
    if (what === "open" || accepts === undefined || accepts.some(({ type }) => type === what.type)) handle(hop);
  };

  const fed = fedEndpoints(graph);
  for (const endpoint of graph.endpoints) {
    for (const what of entering(endpoint, fed)) arrive(endpoint.id, what);
  }
  if (options.everyStepReplies) for (const hop of graph.hops) handle(hop);
  // The list grows while it is walked.
  for (const next of work) {
    const state = stateOf(next.endpoint);
    if (next.what === "open") {
      if (state.open) continue;
      state.open = true;
      for (const hop of state.legs) {
        const { exact } = gate(hop);
        if (exact === undefined) deliver(hop, "open");
        else for (const type of exact) deliver(hop, { type });
      }
    } else {
      const name = contractName(next.what);
      if (state.contracts.has(name)) continue;
      state.contracts.set(name, next.what);
      push(state.byType, next.what.type, next.what);
      for (const hop of state.legsByType.get(next.what.type) ?? []) deliver(hop, next.what);
      for (const hop of state.legsByPattern) if (gate(hop).admits(next.what.type)) deliver(hop, next.what);
    }
  }

  return {
    at: (endpoint) => stateOf(endpoint),
    gate,
    handles: (hop) => handled.has(hop),
    on(hop) {
      const state = stateOf(hop.from);
      const { exact, passesAll, admits } = gate(hop);
      if (passesAll) return state;
      if (exact === undefined) {
        const passing = [...state.contracts].filter(([, { type }]) => admits(type));
        return { contracts: new Map(passing), open: state.open };
      }
      const passing = [...exact].flatMap((type) => state.byType.get(type) ?? (state.open ? [{ type }] : []));
      return { contracts: new Map(passing.map((contract) => [contractName(contract), contract])), open: false };
    },
    legs(endpoint, type) {
      const state = stateOf(endpoint);
      const byPattern = state.legsByPattern.filter((hop) => gate(hop).admits(type));
      return [...(state.legsByType.get(type) ?? []), ...byPattern];
    },
  };
}

interface Arrival {
  readonly endpoint: EndpointId;
  readonly what: ContractRef | "open";
}

interface State {
  readonly contracts: Map<string, ContractRef>;
  readonly byType: Map<string, ContractRef[]>;
  open: boolean;
  readonly legs: Hop[];
  /** Legs whose filter names exact types, by type. */
  readonly legsByType: Map<string, Hop[]>;
  /** All other legs. */
  readonly legsByPattern: Hop[];
}

function newState(): State {
  return {
    contracts: new Map(),
    byType: new Map(),
    open: false,
    legs: [],
    legsByType: new Map(),
    legsByPattern: [],
  };
}

function addLeg(state: State, hop: Hop, { exact }: TypeGate): void {
  state.legs.push(hop);
  if (exact === undefined) state.legsByPattern.push(hop);
  else for (const type of exact) push(state.legsByType, type, hop);
}

/** What comes into an endpoint's legs from outside the graph, or from the endpoint itself. */
function entering(endpoint: Endpoint, fed: ReadonlySet<EndpointId>): readonly (ContractRef | "open")[] {
  if (endpoint.emits !== undefined) return endpoint.emits;
  return isRelay(endpoint) && fed.has(endpoint.id) ? [] : ["open"];
}

/** Endpoints that something in the graph sends to; what its own Triggers send back into a Broker does not count. */
function fedEndpoints(graph: EventGraph): ReadonlySet<EndpointId> {
  const fed = new Set<EndpointId>();
  for (const { kind, to, reply, delivery } of graph.hops) {
    if (to !== undefined) fed.add(to.endpoint);
    if (kind !== "trigger" && reply !== undefined) fed.add(reply.endpoint);
    if (delivery.deadLetterSink !== undefined) fed.add(delivery.deadLetterSink.endpoint);
  }
  return fed;
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
