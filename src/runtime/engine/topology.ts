import type { WireEvent } from "../../events/event.ts";
import type { MessageHeaders } from "../../events/http/index.ts";
import type { EventGraph } from "../../graph/graph.ts";
import { channelComponent, type ChannelParts, fanOutTo } from "./channel.ts";
import type { Cancel, Clock } from "./clock.ts";
import type { Core } from "./core.ts";
import { filterPosts } from "./filter.ts";
import { channelFront, type Front, type FrontParts, filterFront, ingressFront } from "./front.ts";
import type { Component } from "./inbound.ts";
import { ingressComponent } from "./ingress.ts";
import type { Post } from "./leg.ts";
import type { Reached } from "./network.ts";
import type { PreparedHop, PreparedLegs } from "./prepare.ts";
import { Scope } from "../../delivery/scope.ts";
import type { Answer } from "./transport.ts";

/** Which addresses the engine itself answers. */
export interface Topology {
  /** The part that an address leads to, for requests from inside. */
  find(url: string): Reached | undefined;
  /** The door that an address leads to, for requests from outside. */
  front(url: string): Front | undefined;
}

/** What of a cluster is not in its manifests; see {@link EngineHost}. */
export interface TopologyOptions {
  readonly maxTtl: number;
  readonly triggerUids?: ReadonlyMap<string, string>;
}

/**
 * Builds the parts of the engine: an ingress for every Broker, a dispatcher for every Channel, a filter for every Trigger.
 * `shims` finds those that are there already by host.
 */
export function topology(
  graph: EventGraph,
  legs: PreparedLegs,
  core: Core,
  post: Post,
  shims: (host: string) => ((path: string) => Component) | undefined,
  options: TopologyOptions,
): Topology {
  const filter = filterPosts(core.clock, post);
  const brokers = new Map<string, Component>();
  const channels = new Map<string, Component>();
  const channelHosts = new Map<string, Component>();
  const triggers = new Map<string, { readonly hop: PreparedHop; readonly post: Post } | undefined>();
  const exact = new Map<string, Reached>();
  const fronts = new Map<string, Front>();
  const uids = options.triggerUids ?? new Map<string, string>();
  const parts: FrontParts = { brokers, channels, channelHosts, triggers, uids };
  const [ingress, dispatcher, filters] = [ingressFront(parts), channelFront(parts), filterFront(parts)];

  for (const { kind, namespace, name } of graph.hops) {
    if (kind === "trigger") triggers.set(`${namespace}/${name}`, undefined);
  }
  for (const endpoint of graph.endpoints) {
    const { kind, id, url, namespace, name } = endpoint;
    if (url === undefined || (kind !== "broker" && kind !== "channel")) continue;
    const hops = legs.hops.get(id) ?? [];
    const toSubscriber = (hop: PreparedHop) =>
      hop.filter === undefined ? { post, url: hop.subscriber.url } : { post: filter(hop), url: FILTER_URL };
    const channel: ChannelParts = { id, hops, isAsync: endpoint.async, toSubscriber, post };
    const host = hostOf(url);
    fronts.set(host, kind === "broker" ? ingress : dispatcher);
    // Without an address or a handler of its own its door says 500 (eventing.md §5.5); a Broker's ingress knows it all the same.
    if (legs.broken.has(id) || (kind === "channel" && legs.notReady.has(id))) continue;
    if (kind === "broker") {
      const isReady = !legs.notReady.has(id);
      const component = ingressComponent(core, id, isReady, options.maxTtl, fanOutTo(core, channel));
      brokers.set(`${namespace}/${name}`, component);
      exact.set(url, { component });
      for (const hop of isReady ? hops : []) triggers.set(`${hop.namespace}/${hop.name}`, { hop, post: filter(hop) });
    } else {
      const component = channelComponent(core, channel);
      channels.set(`${namespace}/${name}`, component);
      channelHosts.set(host, component);
      exact.set(url, { component });
    }
  }
  // Knative's own doors are there whether or not anything stands behind them.
  const system: ReadonlyMap<string, Front> = new Map([
    ["broker-ingress", ingress],
    ["broker-filter", filters],
    ["imc-dispatcher", dispatcher],
  ]);
  const front = (url: string) => {
    const host = hostOf(url);
    return fronts.get(host) ?? system.get(host.split(".", 1)[0] ?? "");
  };
  const find = (url: string): Reached | undefined => {
    const shim = shims(hostOf(url));
    if (shim !== undefined) return { component: shim(uriOf(url).split("?", 1)[0] ?? "/") };
    const door = front(url);
    return exact.get(url) ?? (door && { front: door, uri: uriOf(url), host: hostOf(url) });
  };
  return { front, find: remembering(find) };
}

/** Requests go to the same few addresses; only redirects lead elsewhere. */
const MAX_REMEMBERED = 10_000;

function remembering<T>(find: (url: string) => T): (url: string) => T {
  const found = new Map<string, T>();
  return (url) => {
    const known = found.get(url);
    if (known !== undefined || found.has(url)) return known as T;
    const now = find(url);
    if (found.size < MAX_REMEMBERED) found.set(url, now);
    return now;
  };
}

/** Only seen in Go's words for a filter that did not answer in time. */
const FILTER_URL = "http://broker-filter.knative-eventing.svc.cluster.local";

/** A request from outside, as it came. */
export interface ReceivedRequest {
  readonly method: string;
  /** The address that was asked. */
  readonly url: string;
  /** The `Host` header. @default - the address's host */
  readonly host?: string;
  readonly headers: MessageHeaders;
  readonly body?: Uint8Array | string;
  readonly event?: WireEvent;
}

/** Lets requests in at the front doors. */
export function receiver(
  clock: Clock,
  routes: Topology,
): (request: ReceivedRequest, respond: (answer: Answer) => void) => Cancel {
  return ({ url, host, ...request }, respond) => {
    const scope = new Scope();
    const front = routes.front(url);
    clock.soon(() => {
      if (front === undefined) respond({ error: `dial tcp: lookup ${hostOf(url)}: no such host` });
      else front({ ...request, uri: uriOf(url), host: host ?? hostOf(url), cause: undefined }, scope, respond);
    });
    return () => scope.end();
  };
}

const AUTHORITY = /^https?:\/\/([^/?#]*)/;

/** The host and port of an address. */
export function hostOf(url: string): string {
  return AUTHORITY.exec(url)?.[1] ?? "";
}

function uriOf(url: string): string {
  const rest = url.replace(AUTHORITY, "").split("#", 1)[0] ?? "";
  return rest.startsWith("/") ? rest : `/${rest}`;
}
