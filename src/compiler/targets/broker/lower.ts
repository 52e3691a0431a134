import type { AnyContract } from "../../../events/index.ts";
import { contractName, DISCARDS, EXTERNAL, type ExternalDeclaration } from "../../../manifests/annotations.ts";
import type { Flow, FlowDelivery, FlowDestination } from "../../flow.ts";
import type { CarryingBroker, Lowered, LoweredObject, LoweringContext } from "../target.ts";
import { triggerDelivery } from "./deliveries.ts";
import { type Leg, type Position, positionsOf } from "./positions.ts";

/**
 * One Trigger for each step and publication. A step's replies come back to the Broker, where the next Trigger takes
 * them by type (eventing.md §5.4).
 */
export function lower(flow: Flow, { broker }: LoweringContext): Lowered {
  const positions = positionsOf(flow);
  const discards = discardsByStep(positions);
  const manifests = mergedLegs(positions).map((leg): LoweredObject => {
    const { name, destination } = leg.node;
    const delivery = triggerDelivery(flow, leg, broker);
    return {
      id: name,
      manifest: {
        apiVersion: "eventing.knative.dev/v1",
        kind: "Trigger",
        metadata: metadataOf(broker, discards.get(name) ?? [], [destination, delivery?.deadLetterSink]),
        spec: {
          broker: broker.name,
          ...filterOf(leg),
          subscriber: written(destination),
          ...(delivery === undefined ? {} : { delivery: writtenDelivery(delivery) }),
        },
      },
    };
  });
  const entering = positions.filter(({ after }) => after === undefined);
  return {
    manifests,
    declares: declaredBy(positions),
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
 * do (eventing.md §6.10).
 */
function filterOf({ types, attributes }: Leg): Readonly<Record<string, unknown>> {
  const [type, ...more] = types;
  if (type !== undefined && more.length === 0) return { filter: { attributes: { type, ...attributes } } };
  return {
    filters: [
      { any: types.map((one) => ({ exact: { type: one } })) },
      ...Object.entries(attributes).map(([name, value]) => ({ exact: { [name]: value } })),
    ],
  };
}

function metadataOf(
  broker: CarryingBroker,
  discards: readonly string[],
  referred: readonly (FlowDestination | undefined)[],
): LoweredObject["manifest"]["metadata"] {
  const declared = new Map<string, ExternalDeclaration>();
  for (const external of [broker.external, ...referred.map((destination) => destination?.external)]) {
    if (external !== undefined) declared.set(JSON.stringify(external), external);
  }
  const annotations = {
    ...(discards.length === 0 ? {} : { [DISCARDS]: discards.join(",") }),
    ...(declared.size === 0 ? {} : { [EXTERNAL]: JSON.stringify([...declared.values()]) }),
  };
  return {
    ...(broker.namespace === undefined ? {} : { namespace: broker.namespace }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
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

function declaredBy(positions: readonly Position[]): readonly AnyContract[] {
  const declared = new Map<string, AnyContract>();
  for (const contract of positions.flatMap(({ carries }) => carries)) declared.set(contractName(contract), contract);
  return [...declared.values()];
}

function writtenDelivery({ deadLetterSink, ...rest }: FlowDelivery): Readonly<Record<string, unknown>> {
  return { ...(deadLetterSink === undefined ? {} : { deadLetterSink: written(deadLetterSink) }), ...rest };
}

function written({ ref, uri }: FlowDestination): Readonly<Record<string, unknown>> {
  return { ...(ref === undefined ? {} : { ref }), ...(uri === undefined ? {} : { uri }) };
}
