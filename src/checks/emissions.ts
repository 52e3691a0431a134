import type { ContractRef, Endpoint, EndpointId, EventGraph, Hop, Origin } from "../graph/index.ts";

/** A contract that somebody states to send: a source by itself, or a step as a reply. */
export interface Emission {
  readonly by: "source" | "step";
  readonly sender: Endpoint;
  readonly contract: ContractRef;
  /** Where it goes; undefined when nothing takes replies there. */
  readonly into: EndpointId | undefined;
  /** The legs on which it happens: the source's own, or those that deliver to the step. */
  readonly hops: readonly Hop[];
  /** Where the sender states it, or the sender itself. */
  readonly origin: Origin;
}

/** Every stated emission, but for those that are discarded on purpose; each sender, place and type once. */
export function readEmissions(
  graph: EventGraph,
  endpoint: (id: EndpointId) => Endpoint | undefined,
): readonly Emission[] {
  const found: Emission[] = [];
  // By sender and place, because a step may have ten thousand legs and ten thousand types.
  const known = new Map<Endpoint, Map<EndpointId | undefined, Map<string, Hop[]>>>();
  const typesOf = (sender: Endpoint, into: EndpointId | undefined): Map<string, Hop[]> => {
    let places = known.get(sender);
    if (places === undefined) known.set(sender, (places = new Map()));
    let types = places.get(into);
    if (types === undefined) places.set(into, (types = new Map()));
    return types;
  };
  const add = (types: Map<string, Hop[]>, emission: Omit<Emission, "hops">, hop: Hop): void => {
    const { type } = emission.contract;
    let hops = types.get(type);
    if (hops === undefined) {
      types.set(type, (hops = []));
      found.push({ ...emission, hops });
    }
    hops.push(hop);
  };
  for (const hop of graph.hops) {
    // What a step answers a shim stays inside it.
    if (hop.kind === "shim") continue;
    if (hop.kind === "sink") {
      const sender = endpoint(hop.from);
      if (sender === undefined || hop.to === undefined) continue;
      const origin = sender.stated?.emits ?? sender.origin;
      const types = typesOf(sender, hop.to.endpoint);
      for (const contract of sender.emits ?? []) {
        if (hop.discards.includes(contract.type)) continue;
        add(types, { by: "source", sender, contract, into: hop.to.endpoint, origin }, hop);
      }
    } else if (hop.to !== undefined) {
      const sender = endpoint(hop.to.endpoint);
      if (sender === undefined || sender.kind === "broker" || sender.kind === "channel") continue;
      const origin = sender.stated?.replies ?? sender.origin;
      const types = typesOf(sender, hop.reply?.endpoint);
      for (const contract of sender.replies ?? []) {
        if (hop.discards.includes(contract.type)) continue;
        add(types, { by: "step", sender, contract, into: hop.reply?.endpoint, origin }, hop);
      }
    }
  }
  return found;
}
