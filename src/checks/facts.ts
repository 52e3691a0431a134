import type { Endpoint, EndpointId, EventGraph, FailurePath, Hop, TypeFlow, WorstCase } from "../graph/index.ts";
import { failurePaths, flowTypes, LegGraph, worstCases } from "../graph/index.ts";
import { type Emission, readEmissions } from "./emissions.ts";
import { explain, type Explained } from "./explain.ts";
import { findMismatches } from "./mismatches.ts";
import { findSchemaPairs, type SchemaPair } from "./schema-pairs.ts";
import { findStarved } from "./starved.ts";

/** What several rules need to know of a graph, derived once. */
export interface Facts extends Explained {
  readonly endpoint: (id: EndpointId) => Endpoint | undefined;
  readonly hopsFrom: (id: EndpointId) => readonly Hop[];
  readonly hopsTo: (id: EndpointId) => readonly Hop[];
  /** Legs whose failures end at an endpoint, by a dead-letter sink of their own or an inherited one. */
  readonly deadLettersInto: (id: EndpointId) => readonly Hop[];
  /** What can be where, as if everyone were let in: what EventPolicies refuse is a finding of its own. */
  readonly flow: TypeFlow;
  /** The flow in which every step replies, whether or not anything reaches it. */
  readonly possible: TypeFlow;
  readonly emissions: readonly Emission[];
  /** Sources into a Broker or Channel, and steps behind it, that state to send nothing there. */
  readonly silentSenders: (id: EndpointId) => readonly Endpoint[];
  /** Types that an EventType describes. */
  readonly describedTypes: ReadonlySet<string>;
  /** Events that arrive where their type is accepted with another schema; compared when first asked. */
  readonly schemaPairs: readonly SchemaPair[];
  /** Legs and what sets them going, by the `possible` flow; made when first asked. */
  readonly legs: LegGraph;
  /** Where an event goes that a leg cannot deliver, and who is told. */
  readonly failurePathOf: (hop: Hop) => FailurePath;
  /** Attempts and times at worst; computed when first asked. */
  readonly worst: WorstCase;
}

/** Derives the facts; each fault in them stands once, at its likeliest place. */
export function deriveFacts(graph: EventGraph): Facts {
  const endpoints = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const endpoint = (id: EndpointId): Endpoint | undefined => endpoints.get(id);
  // What is refused is a finding of its own; everything else is judged as if that were mended.
  const flow = flowTypes(graph, { everyoneIsLetIn: true });
  // Where every leg is handled the two flows are one.
  const possible = graph.hops.every(flow.handles)
    ? flow
    : flowTypes(graph, { everyStepReplies: true, everyoneIsLetIn: true });
  const emissions = readEmissions(graph, endpoint);
  const describedTypes = new Set(graph.eventTypes.map(({ contract }) => contract.type));
  const explained = explain(graph, {
    describedTypes,
    unheard: emissions.filter((emission) => isUnheard(emission, endpoint, flow)),
    starved: findStarved(graph, flow, possible, endpoint),
    mismatches: findMismatches(graph, flow, endpoint),
    endpoint,
  });
  const hopsFrom = hopsBy(graph, (hop) => hop.from);
  const hopsTo = hopsBy(graph, (hop) => hop.to?.endpoint);
  const deadLettersInto = hopsBy(graph, (hop) => hop.delivery.deadLetterSink?.endpoint);
  const silentSenders = memoized((id: EndpointId) => {
    const sources = hopsTo(id).flatMap(({ kind, from }) => (kind === "sink" ? (endpoint(from) ?? []) : []));
    const steps = hopsFrom(id).flatMap(({ to }) => endpoint(to?.endpoint ?? "") ?? []);
    return [...new Set([...sources, ...steps])].filter(
      ({ kind, emits, replies }) =>
        (kind === "source" && emits?.length === 0) || (kind === "subscriber" && replies?.length === 0),
    );
  });
  let legs: LegGraph | undefined;
  let worst: WorstCase | undefined;
  let failurePathOf: ((hop: Hop) => FailurePath) | undefined;
  let schemaPairs: readonly SchemaPair[] | undefined;
  return {
    endpoint,
    hopsFrom,
    silentSenders,
    hopsTo,
    deadLettersInto,
    flow,
    possible,
    emissions,
    describedTypes,
    failurePathOf(hop) {
      return (failurePathOf ??= failurePaths(graph))(hop);
    },
    get schemaPairs() {
      return (schemaPairs ??= findSchemaPairs(graph, flow, endpoint));
    },
    get legs() {
      return (legs ??= new LegGraph(graph, possible));
    },
    get worst() {
      return (worst ??= worstCases(graph, possible, this.legs));
    },
    ...explained,
  };
}

/** Whether what is sent falls to the ground: no reply target, or a Broker or Channel none of whose legs takes it. */
function isUnheard(
  { into, sender, contract }: Emission,
  endpoint: (id: EndpointId) => Endpoint | undefined,
  flow: TypeFlow,
): boolean {
  if (into === undefined) return true;
  const kind = endpoint(into)?.kind;
  return (kind === "broker" || kind === "channel") && !flow.takes(into, flow.sentBy(sender, contract));
}

function hopsBy(graph: EventGraph, key: (hop: Hop) => EndpointId | undefined): (id: EndpointId) => readonly Hop[] {
  const hops = new Map<EndpointId | undefined, Hop[]>();
  for (const hop of graph.hops) {
    const list = hops.get(key(hop));
    if (list === undefined) hops.set(key(hop), [hop]);
    else list.push(hop);
  }
  return (id) => hops.get(id) ?? [];
}

function memoized<Value>(compute: (id: EndpointId) => Value): (id: EndpointId) => Value {
  const known = new Map<EndpointId, Value>();
  return (id) => {
    let value = known.get(id);
    if (value === undefined) known.set(id, (value = compute(id)));
    return value;
  };
}
