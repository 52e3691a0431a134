import type { Facts } from "../../checks/index.ts";
import type { ContractRef, Endpoint, EndpointId, EventGraph } from "../../graph/index.ts";

/** Requests over the network that one event causes when nothing fails. */
export interface RequestCount {
  readonly requests: number;
  /** Calls of services among them: the work that is paid for twice when an event is. */
  readonly calls: number;
  /** Whether the event comes back to where it was, so that only the first round is counted. */
  readonly loops: boolean;
}

/**
 * Counts what one event of a type causes that enters an endpoint, replies and what they cause included, when every
 * step answers with everything it states. A Broker hands each event to its channel, and the channel to the filter of
 * each Trigger, which calls the subscriber (eventing.md §5.4, §6.6, §6.7); a Channel calls its subscribers itself
 * (§6.4).
 */
export function countRequests(graph: EventGraph, facts: Facts, endpoint: EndpointId, type: string): RequestCount {
  const total = { requests: 0, calls: 0, loops: false };
  const under = new Set<string>();
  const enter = (id: EndpointId, contract: Pick<ContractRef, "type">): void => {
    const place = facts.endpoint(id);
    if (place?.kind === "subscriber" && place.routes !== undefined) {
      inside(id);
      return;
    }
    if (place === undefined || (place.kind !== "broker" && place.kind !== "channel")) return;
    const key = `${id} ${contract.type}`;
    if (under.has(key)) {
      total.loops = true;
      return;
    }
    under.add(key);
    if (place.kind === "broker") total.requests++;
    for (const hop of facts.flow.legs(id, contract.type)) {
      // Every Trigger's filter is asked, but only its subscriber is called that the filter passes.
      total.requests += hop.kind === "trigger" ? 2 : 1;
      const target = hop.to && facts.endpoint(hop.to.endpoint);
      if (target === undefined) continue;
      if (isService(target)) total.calls++;
      enter(target.id, contract);
      if (hop.reply === undefined || !handles(target.accepts, contract.type)) continue;
      for (const reply of target.replies ?? []) {
        total.requests++;
        enter(hop.reply.endpoint, reply);
      }
    }
    if (place.kind === "broker") total.requests += filteredOut(graph, facts, id, contract.type);
    under.delete(key);
  };
  /** A shim's legs, once each: of a switch that is more than one event causes. */
  const inside = (shim: EndpointId): void => {
    const key = `${shim} `;
    if (under.has(key)) {
      total.loops = true;
      return;
    }
    under.add(key);
    for (const hop of graph.hops) {
      if (hop.from !== shim) continue;
      total.requests++;
      const target = hop.to && facts.endpoint(hop.to.endpoint);
      if (target === undefined) continue;
      if (isService(target)) total.calls++;
      else for (const type of facts.flow.on(hop).types) enter(target.id, { type });
    }
    under.delete(key);
  };
  enter(endpoint, { type });
  return total;
}

/** Whether a call of it is the work itself; a shim only hands on. */
export function isService(endpoint: Endpoint): boolean {
  return endpoint.kind === "external" || (endpoint.kind === "subscriber" && endpoint.routes === undefined);
}

/** Triggers whose filter is asked in vain: the channel hands each of them the event all the same. */
function filteredOut(graph: EventGraph, { flow }: Facts, id: EndpointId, type: string): number {
  const passing = new Set(flow.legs(id, type));
  return graph.hops.filter((hop) => hop.from === id && hop.kind === "trigger" && !passing.has(hop)).length;
}

function handles(accepts: readonly ContractRef[] | undefined, type: string): boolean {
  return accepts === undefined || accepts.some((contract) => contract.type === type);
}
