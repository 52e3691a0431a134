import { nearestName } from "../diagnostics/index.ts";
import type { Endpoint, EndpointId, EventGraph, Hop } from "../graph/index.ts";
import { objectKey } from "../manifests/manifest.ts";
import type { Emission } from "./emissions.ts";
import type { Mismatch } from "./mismatches.ts";
import type { Starved } from "./starved.ts";

/** What types alone show to be wrong, before it is asked which of it is one and the same fault. */
export interface Suspicions {
  readonly describedTypes: ReadonlySet<string>;
  readonly unheard: readonly Emission[];
  readonly starved: readonly Starved[];
  readonly mismatches: readonly Mismatch[];
  readonly endpoint: (id: EndpointId) => Endpoint | undefined;
}

/** A type that nobody takes at a place, by its first sender. */
export interface Unheard extends Emission {
  /** Others who send the same there. */
  readonly others: readonly Emission[];
  /** The leg that waits for another type and was meant to take this one. */
  readonly because?: Starved;
  /** A step that accepts the type and that no leg delivers to, and the legs that wait for its replies. */
  readonly idle?: { readonly step: Endpoint; readonly downstream: readonly Starved[] };
}

/** A leg that nothing passes, with the legs of the same place that wait for the same. */
export interface StarvedGroup extends Starved {
  readonly others: readonly Hop[];
}

/** A leg that nothing passes, and why. */
export interface StarvedLeg extends StarvedGroup {
  /** The type that nobody takes and that it was meant to wait for. */
  readonly because?: Emission;
  /** A step that would reply what it waits for, if a leg delivered to it. */
  readonly idle?: Endpoint;
}

/** A mismatch and what it comes from. */
export interface ExplainedMismatch extends Mismatch {
  /** The type that nobody takes and that the target would accept. */
  readonly because?: Emission;
  /** Whether what the target states to accept is likelier to be wrong than what it gets. */
  readonly acceptsAtFault: boolean;
}

/** The same, each fault once: of two that are one, one is left and names the other. */
export interface Explained {
  readonly unheard: readonly Unheard[];
  readonly starved: readonly StarvedLeg[];
  readonly mismatches: readonly ExplainedMismatch[];
}

/** Near names are a courtesy; an app with thousands of faults on either side gets them without. */
const MOST_COMPARISONS = 1_000_000;

/**
 * One slip of a pen shows in two places: a type that nobody takes, and a leg that waits for another type. This pairs
 * them and decides where the slip is.
 *
 * - A leg that delivers what its subscriber does not accept, while what the subscriber does accept is taken by nobody:
 *   the filter is wrong.
 * - A leg that waits for a type its subscriber does not accept, or that no EventType describes: the filter is wrong.
 * - A sender's type that no EventType describes, while the leg's is described: the sender is wrong.
 * - Types that a subscriber accepts and no EventType describes, while what it gets is described: what it states is wrong.
 * - A type that nobody takes while a step that accepts it gets nothing: the leg between them is missing, and what waits
 *   for that step's replies is a consequence.
 */
export function explain(graph: EventGraph, suspicions: Suspicions): Explained {
  const { endpoint, describedTypes } = suspicions;
  const misnamed = misnamedBrokers(graph);
  const unheard = groupSenders(suspicions.unheard.filter(({ into }) => into === undefined || !misnamed.has(into)));
  const byPlace = groupByPlace(unheard);
  const explained = new Set<Unheard>();
  /** What nobody takes at a place and this endpoint would accept. */
  const wantedBy = (place: EndpointId, target: Endpoint | undefined): Unheard | undefined => {
    const types = byPlace.get(place);
    const wanted = types && target?.accepts?.map(({ type }) => types.get(type));
    return wanted?.find((emission) => emission !== undefined && !explained.has(emission));
  };

  const mismatches = suspicions.mismatches.map((mismatch): ExplainedMismatch => {
    const because = mismatch.as === "delivery" ? wantedBy(mismatch.hop.from, mismatch.endpoint) : undefined;
    if (because !== undefined) explained.add(because);
    const accepts = mismatch.endpoint.accepts ?? [];
    const acceptsAtFault =
      because === undefined &&
      accepts.length > 0 &&
      accepts.every(({ type }) => !describedTypes.has(type)) &&
      mismatch.types.some((type) => describedTypes.has(type));
    return { ...mismatch, acceptsAtFault, ...(because === undefined ? {} : { because }) };
  });

  const groups = groupWaiting(suspicions.starved);
  const affordable = groups.length * unheard.length <= MOST_COMPARISONS;
  const senderAtFault = new Map<Unheard, Starved>();
  const legsAtFault: StarvedLeg[] = [];
  const unpaired: StarvedGroup[] = [];
  for (const one of groups) {
    const { hop, waitsFor } = one;
    const target = hop.to && endpoint(hop.to.endpoint);
    const waited = waitsFor.some((type) => target?.accepts?.some((accepted) => accepted.type === type) ?? true);
    const candidates = affordable ? [...(byPlace.get(hop.from)?.values() ?? [])] : [];
    if (one.refuses !== undefined) {
      // The right type with another attribute: what nobody takes is this.
      const refused = byPlace.get(hop.from)?.get(one.refuses.type);
      if (refused !== undefined) explained.add(refused);
      legsAtFault.push(one);
      continue;
    }
    const because =
      (waited ? undefined : wantedBy(hop.from, target)) ??
      nearest(
        waitsFor,
        candidates.filter((candidate) => !explained.has(candidate)),
      );
    if (because === undefined) {
      unpaired.push(one);
      continue;
    }
    explained.add(because);
    const filterIsDescribed = waitsFor.some((type) => describedTypes.has(type));
    if (waited && filterIsDescribed && !describedTypes.has(because.contract.type)) senderAtFault.set(because, one);
    else legsAtFault.push({ ...one, because });
  }

  const idle = idleSteps(graph);
  const idleReplying = stepsBy(idle, ({ replies }) => replies);
  const idleAccepting = stepsBy(idle, ({ accepts }) => accepts);
  const downstream = new Map<Endpoint, Starved[]>();
  const open = unheard.filter((one) => !explained.has(one));
  const awaited = new Set(open.map(({ contract }) => contract.type));
  for (const one of unpaired) {
    const step = one.waitsFor.map((type) => idleReplying.get(type)).find((found) => found !== undefined);
    if (step !== undefined && misnamed.has(one.hop.from)) continue;
    if (step?.accepts?.some(({ type }) => awaited.has(type))) push(downstream, step, one);
    else legsAtFault.push({ ...one, ...(step === undefined ? {} : { idle: step }) });
  }

  return {
    mismatches,
    starved: legsAtFault,
    unheard: unheard.flatMap((one): readonly Unheard[] => {
      const because = senderAtFault.get(one);
      if (because !== undefined) return [{ ...one, because }];
      if (explained.has(one)) return [];
      const step = idleAccepting.get(one.contract.type);
      return [step === undefined ? one : { ...one, idle: { step, downstream: downstream.get(step) ?? [] } }];
    }),
  };
}

/** The emission with the type nearest to one that a leg waits for. */
function nearest(waitsFor: readonly string[], candidates: readonly Unheard[]): Unheard | undefined {
  const types = candidates.map(({ contract }) => contract.type);
  for (const type of waitsFor) {
    const near = nearestName(type, types);
    if (near !== undefined) return candidates.find(({ contract }) => contract.type === near);
  }
  return undefined;
}

/** Brokers that a dangling reference nearly names: legs of theirs are missing only for that. */
function misnamedBrokers(graph: EventGraph): ReadonlySet<EndpointId> {
  return new Set(
    graph.dangling.flatMap(({ ref, near }) => (near === undefined ? [] : [objectKey({ ...ref, name: near })])),
  );
}

/** Steps that state what they accept and that nothing delivers to, not even failures. */
function idleSteps(graph: EventGraph): readonly Endpoint[] {
  const used = new Set(
    graph.hops.flatMap(({ to, reply, delivery: { deadLetterSink } }) =>
      [to, reply, deadLetterSink].map((target) => target?.endpoint),
    ),
  );
  return graph.endpoints.filter(
    ({ id, kind, stated }) => kind === "subscriber" && stated?.accepts !== undefined && !used.has(id),
  );
}

function stepsBy(
  steps: readonly Endpoint[],
  contracts: (step: Endpoint) => Endpoint["accepts"],
): ReadonlyMap<string, Endpoint> {
  return new Map(steps.flatMap((step) => (contracts(step) ?? []).map(({ type }) => [type, step] as const)));
}

/** Legs of one place that wait for the same types become one. */
function groupWaiting(starved: readonly Starved[]): readonly StarvedGroup[] {
  const groups = new Map<string, { readonly first: Starved; readonly rest: Starved[] }>();
  for (const one of starved) {
    const isAlone = one.waitsFor.length === 0 || one.refuses !== undefined;
    const key = isAlone ? one.hop.id : JSON.stringify([one.hop.from, one.waitsFor]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: one, rest: [] });
    else group.rest.push(one);
  }
  return [...groups.values()].map(({ first, rest }) => ({
    ...first,
    others: rest.map(({ hop }) => hop),
    downstream: [first, ...rest].flatMap(({ downstream }) => downstream),
  }));
}

/** Senders of one type into one place become one; a reply without a target stays its own. */
function groupSenders(emissions: readonly Emission[]): readonly Unheard[] {
  const groups = new Map<string, { readonly first: Emission; readonly others: Emission[] }>();
  for (const emission of emissions) {
    const key = `${emission.into ?? `from ${emission.sender.id}`} ${emission.contract.type}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: emission, others: [] });
    else group.others.push(emission);
  }
  return [...groups.values()].map(({ first, others }) => ({ ...first, others }));
}

function groupByPlace(unheard: readonly Unheard[]): ReadonlyMap<EndpointId, ReadonlyMap<string, Unheard>> {
  const groups = new Map<EndpointId, Map<string, Unheard>>();
  for (const one of unheard) {
    if (one.into === undefined) continue;
    const group = groups.get(one.into) ?? new Map<string, Unheard>();
    groups.set(one.into, group.set(one.contract.type, one));
  }
  return groups;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
