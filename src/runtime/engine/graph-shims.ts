import type { EndpointId, EventGraph, Hop, Target } from "../../graph/graph.ts";
import type { PreparedTable } from "../../shim/core.ts";
import type { Core } from "./core.ts";
import type { Component } from "./inbound.ts";
import type { Post } from "./leg.ts";
import { shimComponent, type ShimParts } from "./shim.ts";
import { hostOf } from "./topology.ts";

/** The shims of a graph, by the hosts they are reached at. One whose table is not given refuses every connection. */
export function graphShims(
  graph: EventGraph,
  prepared: ReadonlyMap<EndpointId, PreparedTable>,
  core: Core,
  post: Post,
): (host: string) => ((path: string) => Component) | undefined {
  const components = new Map<EndpointId, (path: string) => Component>();
  const hosts = new Map<string, EndpointId>();
  const endpointAt = endpointFinder(graph);
  for (const endpoint of graph.endpoints) {
    if (endpoint.kind !== "subscriber" || endpoint.routes === undefined || endpoint.url === undefined) continue;
    const { id, url } = endpoint;
    const table = prepared.get(id);
    hosts.set(hostOf(url), id);
    const hopOf = hopFinder(graph.hops.filter(({ from }) => from === id));
    components.set(
      id,
      table === undefined ? () => notListening : shimComponent(core, { id, prepared: table, post, endpointAt, hopOf }),
    );
  }
  // Another address of it: a tag, a Route, a DomainMapping.
  for (const { endpoint, url } of targetsIn(graph)) if (components.has(endpoint)) hosts.set(hostOf(url), endpoint);
  return (host) => {
    const id = hosts.get(host);
    return id === undefined ? undefined : components.get(id);
  };
}

const notListening: Component = (_inbound, _scope, respond) =>
  respond({ error: "dial tcp: connect: connection refused" });

/** Finds what an address belongs to: exactly, else whoever has the host to itself, else nobody of the graph. */
function endpointFinder(graph: EventGraph): (url: string) => EndpointId {
  const exact = new Map<string, EndpointId>();
  const hosts = new Map<string, EndpointId>();
  const carriers = new Set<EndpointId>();
  for (const { id, url, kind } of graph.endpoints) {
    if (kind === "broker") carriers.add(id);
    if (url !== undefined) add(id, url);
  }
  for (const { endpoint, url } of targetsIn(graph)) add(endpoint, url);
  return (url) => exact.get(url) ?? hosts.get(hostOf(url)) ?? `uri/${url}`;

  function add(id: EndpointId, url: string): void {
    const address = URL.canParse(url) ? new URL(url).href : url;
    if (!exact.has(address)) exact.set(address, id);
    // All Brokers share the host of their ingress.
    if (!carriers.has(id) && !hosts.has(hostOf(url))) hosts.set(hostOf(url), id);
  }
}

function* targetsIn(graph: EventGraph): Iterable<Target> {
  for (const { to, reply, delivery } of graph.hops) {
    for (const target of [to, reply, delivery.deadLetterSink]) if (target !== undefined) yield target;
  }
}

/** Finds the leg that a request of a shim goes along: by its step where several lead to the same endpoint. */
function hopFinder(hops: readonly Hop[]): ShimParts["hopOf"] {
  return ({ leg, step }, to) => {
    const leading = hops.filter(
      (hop) => (leg === "dead-letter" ? hop.delivery.deadLetterSink : hop.to)?.endpoint === to,
    );
    return (leading.find(({ name }) => name === step) ?? leading[0])?.id;
  };
}
