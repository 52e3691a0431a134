import type { Flow } from "../../flow.ts";
import { contractsOf, type Leg, type Position, positionsOf } from "../positions.ts";
import type { BrokerContext, Lowered, LoweredObject } from "../target.ts";
import { writtenDelivery, writtenDestination, writtenMetadata } from "../written.ts";
import { triggerDelivery } from "./deliveries.ts";

/**
 * One Trigger for each step and publication. A step's replies come back to the Broker, where the next Trigger takes
 * them by type (eventing.md §5.4).
 */
export function lower(flow: Flow, { broker }: BrokerContext): Lowered {
  const positions = positionsOf(flow);
  const discards = discardsByStep(positions);
  const manifests = mergedLegs(positions).map((leg): LoweredObject => {
    const { name, destination } = leg.node;
    const delivery = triggerDelivery(flow, leg, broker);
    return {
      id: name,
      delivers: [name],
      manifest: {
        apiVersion: "eventing.knative.dev/v1",
        kind: "Trigger",
        metadata: writtenMetadata(broker.namespace, discards.get(name) ?? [], [
          broker.external,
          destination.external,
          delivery?.deadLetterSink?.external,
        ]),
        spec: {
          broker: broker.name,
          ...triggerFilter(leg),
          subscriber: writtenDestination(destination),
          ...(delivery === undefined ? {} : { delivery: writtenDelivery(delivery) }),
        },
      },
    };
  });
  const entering = positions.filter(({ after }) => after === undefined);
  return {
    manifests,
    declares: contractsOf(positions),
    discards: [...new Set(entering.flatMap((position) => position.discards))],
  };
}

/** A step that stands after several others is one Trigger that takes what each of them gives. */
function mergedLegs(positions: readonly Position[]): readonly Leg[] {
  const byName = new Map<string, Leg>();
  for (const leg of positions.flatMap(({ legs }) => legs)) {
    const before = byName.get(leg.node.name);
    const types = new Set([...(before?.types ?? []), ...leg.types]);
    byName.set(leg.node.name, { ...(before ?? leg), types: [...types] });
  }
  return [...byName.values()];
}

/**
 * The legacy `filter` where equality of attributes is all that is asked; `filters` for several types, of which any will
 * do, and for what a switch or CESQL asks (eventing.md §6.10).
 */
export function triggerFilter({
  types,
  attributes,
  filters,
}: Pick<Leg, "types" | "attributes" | "filters">): Readonly<Record<string, unknown>> {
  const [type, ...more] = types;
  if (type !== undefined && more.length === 0 && filters.length === 0)
    return { filter: { attributes: { type, ...attributes } } };
  return {
    filters: [
      type !== undefined && more.length === 0
        ? { exact: { type } }
        : { any: types.map((one) => ({ exact: { type: one } })) },
      ...Object.entries(attributes).map(([name, value]) => ({ exact: { [name]: value } })),
      ...filters,
    ],
  };
}

/** What a step replies and nobody needs is written where it replies. */
function discardsByStep(positions: readonly Position[]): ReadonlyMap<string, readonly string[]> {
  const byStep = new Map<string, readonly string[]>();
  for (const { after, discards } of positions) {
    if (after === undefined || discards.length === 0) continue;
    byStep.set(after.name, [...new Set([...(byStep.get(after.name) ?? []), ...discards])]);
  }
  return byStep;
}
