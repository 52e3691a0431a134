import {
  type EventGraph,
  type Hop,
  type HopFilter,
  type Origin,
  type TypeGate,
  TypeGates,
  type WrittenObject,
} from "../graph/index.ts";
import { perGraph } from "./per-graph.ts";
import { isRecord } from "./written-filters.ts";

/** One Trigger as written, whether or not its Broker is among the manifests. */
export interface WrittenTrigger {
  readonly object: WrittenObject;
  readonly name: string;
  /** Whether it asks for anything. */
  readonly isFiltered: boolean;
  /** Which events it lets through, read when it is asked for. */
  readonly gate: () => TypeGate;
  /** The field to change so that other events pass. */
  readonly filterOrigin: Origin;
  /** Its leg; absent where its Broker is not among the manifests. */
  readonly leg?: Hop;
}

/** Triggers by the Broker that they name, as `namespace/name`, in their order. */
export const triggersByBroker = perGraph((graph: EventGraph): ReadonlyMap<string, readonly WrittenTrigger[]> => {
  const legs = new Map(graph.hops.map((hop) => [hop.id, hop]));
  const gates = new TypeGates();
  const found = new Map<string, WrittenTrigger[]>();
  for (const object of graph.objects) {
    const { broker } = object.spec;
    if (object.groupKind !== "eventing.knative.dev/Trigger" || typeof broker !== "string") continue;
    const leg = legs.get(object.key);
    const filter = leg?.filter ?? readFilter(object.spec);
    const trigger = {
      object,
      name: `Trigger ${object.name}`,
      isFiltered: (filter.filters ?? []).length > 0 || Object.keys(filter.attributes ?? {}).length > 0,
      gate: () => gates.of(filter),
      filterOrigin: leg?.filter.origin ?? object.origin("spec.filter"),
      ...(leg === undefined ? {} : { leg }),
    };
    const key = `${object.namespace}/${broker}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, [trigger]);
    else known.push(trigger);
  }
  return found;
});

function readFilter({ filter, filters }: WrittenObject["spec"]): HopFilter {
  const attributes = isRecord(filter) && isRecord(filter.attributes) ? filter.attributes : undefined;
  const texts = Object.entries(attributes ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return {
    ...(attributes === undefined ? {} : { attributes: Object.fromEntries(texts) }),
    ...(Array.isArray(filters) ? { filters } : {}),
  };
}
