import type { Endpoint, EndpointId, EventGraph, SubscriberEndpoint } from "../graph/graph.ts";
import { type Compilers, type PreparedTable, prepareTable } from "../shim/core.ts";

/** What is wrong with the route table of a shim; it never becomes ready, and nobody listens there. */
export interface ShimFault {
  readonly endpoint: EndpointId;
  /** All that is wrong, in one sentence for people. */
  readonly text: string;
}

/** Compiles the route tables of a graph's shims, for an engine to run. */
export function prepareShims(
  graph: EventGraph,
  compilers: Compilers,
): { readonly shims: ReadonlyMap<EndpointId, PreparedTable>; readonly faults: readonly ShimFault[] } {
  const shims = new Map<EndpointId, PreparedTable>();
  const faults: ShimFault[] = [];
  for (const endpoint of graph.endpoints) {
    if (!isShim(endpoint)) continue;
    const { id, name, routes } = endpoint;
    const { prepared, diagnostics } = prepareTable(routes, compilers);
    if (prepared !== undefined) shims.set(id, prepared);
    else {
      const why = diagnostics.map(({ field, message }) => `${field ?? ""}: ${message}`).join(" ");
      faults.push({ endpoint: id, text: `${name} never becomes ready and refuses every connection: ${why}` });
    }
  }
  return { shims, faults };
}

/** Whether an endpoint is a shim of ours: it is run here by its own code. */
export function isShim(
  endpoint: Endpoint,
): endpoint is SubscriberEndpoint & Required<Pick<SubscriberEndpoint, "routes">> {
  return endpoint.kind === "subscriber" && endpoint.routes !== undefined;
}
