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
  const found = new Map<string, Emission & { readonly hops: Hop[] }>();
  const add = (emission: Omit<Emission, "hops">, hop: Hop): void => {
    const key = `${emission.sender.id} ${emission.into ?? ""} ${emission.contract.type}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { ...emission, hops: [hop] });
    else known.hops.push(hop);
  };
  for (const hop of graph.hops) {
    if (hop.kind === "sink") {
      const sender = endpoint(hop.from);
      if (sender === undefined || hop.to === undefined) continue;
      const origin = sender.stated?.emits ?? sender.origin;
      for (const contract of sender.emits ?? []) {
        if (hop.discards.includes(contract.type)) continue;
        add({ by: "source", sender, contract, into: hop.to.endpoint, origin }, hop);
      }
    } else if (hop.to !== undefined) {
      const sender = endpoint(hop.to.endpoint);
      if (sender === undefined || sender.kind === "broker" || sender.kind === "channel") continue;
      const origin = sender.stated?.replies ?? sender.origin;
      for (const contract of sender.replies ?? []) {
        if (hop.discards.includes(contract.type)) continue;
        add({ by: "step", sender, contract, into: hop.reply?.endpoint, origin }, hop);
      }
    }
  }
  return [...found.values()];
}
