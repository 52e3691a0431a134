import { nearestName } from "../diagnostics/index.ts";
import type { Endpoint, EndpointId, EventGraph } from "../graph/index.ts";
import { objectKey } from "../manifests/manifest.ts";
import type { Emission } from "./emissions.ts";
import type { Mismatch } from "./mismatches.ts";
import type { Starved } from "./starved.ts";

/** Near names are a courtesy; an app with thousands of faults on either side gets them without. */
const MOST_COMPARISONS = 1_000_000;

/** What types alone show to be wrong, before it is asked which of it is one and the same fault. */
export interface Suspicions {
  readonly describedTypes: ReadonlySet<string>;
  readonly unheard: readonly Emission[];
  readonly starved: readonly Starved[];
  readonly mismatches: readonly Mismatch[];
  readonly endpoint: (id: EndpointId) => Endpoint | undefined;
}

/** The same, each fault once: a pair that is one fault stands in one list, with the other as its `because`. */
export interface Explained {
  readonly unheard: readonly (Emission & { readonly because?: Starved })[];
  readonly starved: readonly (Starved & { readonly because?: Emission })[];
  readonly mismatches: readonly (Mismatch & { readonly because?: Emission; readonly acceptsAtFault: boolean })[];
}

/**
 * One slip of a pen shows in two places: a type that nobody takes, and a leg that waits for another type. This pairs
 * them and decides where the slip is.
 *
 * - A leg that delivers what its subscriber does not accept, while what the subscriber does accept is taken by nobody:
 *   the filter is wrong.
 * - A leg that waits for a type its subscriber does not accept, or that no EventType describes: the filter is wrong.
 * - A sender's type that no EventType describes, while the leg's is described: the sender is wrong.
 * - Types that a subscriber accepts and no EventType describes, while what it gets is described: what it states is wrong.
 */
export function explain(graph: EventGraph, suspicions: Suspicions): Explained {
  const { endpoint, describedTypes } = suspicions;
  const explained = new Set<Emission>();
  const misnamed = misnamedBrokers(graph);
  const open = suspicions.unheard.filter(({ into }) => into === undefined || !misnamed.has(into));
  const byPlace = groupByPlace(open);
  /** What nobody takes at a place and this endpoint would accept. */
  const wantedBy = (place: EndpointId, target: Endpoint | undefined): Emission | undefined => {
    const types = byPlace.get(place);
    const wanted = types && target?.accepts?.map(({ type }) => types.get(type));
    return wanted?.find((emission) => emission !== undefined && !explained.has(emission));
  };

  const mismatches = suspicions.mismatches.map((mismatch) => {
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

  const affordable = suspicions.starved.length * open.length <= MOST_COMPARISONS;
  const unheardBecause = new Map<Emission, Starved>();
  const starved = suspicions.starved.flatMap((one): Explained["starved"] => {
    const { hop, waitsFor } = one;
    const target = hop.to && endpoint(hop.to.endpoint);
    const waited = waitsFor.some((type) => target?.accepts?.some((accepted) => accepted.type === type) ?? true);
    const near = (): Emission | undefined =>
      affordable
        ? nearest(
            waitsFor,
            [...(byPlace.get(hop.from)?.values() ?? [])].filter((e) => !explained.has(e)),
          )
        : undefined;
    const because = (waited ? undefined : wantedBy(hop.from, target)) ?? near();
    if (because === undefined) return [one];
    explained.add(because);
    const filterIsDescribed = waitsFor.some((type) => describedTypes.has(type));
    const senderIsDescribed = describedTypes.has(because.contract.type);
    if (!waited || !filterIsDescribed || senderIsDescribed) return [{ ...one, because }];
    unheardBecause.set(because, one);
    return [];
  });

  const unheard = open
    .filter((emission) => !explained.has(emission) || unheardBecause.has(emission))
    .map((emission) => {
      const because = unheardBecause.get(emission);
      return because === undefined ? emission : { ...emission, because };
    });
  return { unheard, starved, mismatches };
}

/** The emission with the type nearest to one that a leg waits for. */
function nearest(waitsFor: readonly string[], candidates: readonly Emission[]): Emission | undefined {
  for (const type of waitsFor) {
    const near = nearestName(
      type,
      candidates.map(({ contract }) => contract.type),
    );
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

/** By place and type; of several senders of a type the first. */
function groupByPlace(emissions: readonly Emission[]): ReadonlyMap<EndpointId, ReadonlyMap<string, Emission>> {
  const groups = new Map<EndpointId, Map<string, Emission>>();
  for (const emission of emissions) {
    if (emission.into === undefined) continue;
    const group = groups.get(emission.into) ?? new Map<string, Emission>();
    groups.set(emission.into, group);
    if (!group.has(emission.contract.type)) group.set(emission.contract.type, emission);
  }
  return groups;
}
