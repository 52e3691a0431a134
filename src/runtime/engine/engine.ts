import { DEFAULT_MAX_TTL } from "../../delivery/index.ts";
import type { WireEvent } from "../../events/event.ts";
import type { EndpointId, EventGraph } from "../../graph/graph.ts";
import { channelComponent, type ChannelParts, fanOutTo } from "./channel.ts";
import type { Cancel, Clock } from "./clock.ts";
import { Core, eventName } from "./core.ts";
import { filterPosts } from "./filter.ts";
import type { Component } from "./inbound.ts";
import { ingressComponent } from "./ingress.ts";
import type { Post } from "./leg.ts";
import { network } from "./network.ts";
import type { Observer } from "./observe.ts";
import { type PreparedHop, type PreparedLegs, prepareLegs } from "./prepare.ts";
import { outcomeOf, type Sent, sendFromSource, sentOf } from "./source.ts";
import type { Transport } from "./transport.ts";

/** What the engine runs in. Everything it knows of the world. */
export interface EngineHost {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly observer: Observer;
  /** Passes a Broker allows, its `MAX_TTL`. @default 255 */
  readonly maxTtl?: number;
}

/** Executes a graph: what a cluster with these manifests would do with an event (eventing.md §6). */
export interface Engine {
  /**
   * Sends an event as a source of the graph does: along its one leg, with its retries. `done` hears how it ended, or
   * nothing after the returned function was called. A source without a sink sends nothing: `done` is told so.
   */
  sendFrom(source: EndpointId, event: WireEvent, done?: (sent: Sent) => void): Cancel;
  /** Posts an event to an endpoint, once, as a sender does that does not repeat. */
  post(to: EndpointId, event: WireEvent, done?: (sent: Sent) => void, options?: PostOptions): Cancel;
}

/** What is known of who posts. */
export interface PostOptions {
  /** The endpoint that sends. @default - somebody outside the graph */
  readonly from?: EndpointId;
}

/** Whoever sends and is no endpoint of the graph. */
export const OUTSIDE: EndpointId = "outside";

/** Builds an engine over a graph. Nothing runs until something is sent. */
export function createEngine(graph: EventGraph, host: EngineHost): Engine {
  const core = new Core(host.clock, host.observer);
  const legs = prepareLegs(graph);
  const urls = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint.url]));
  const components = new Map<string, Component>();
  const post = network(host.clock, host.transport, (url) => components.get(url));
  for (const [url, component] of componentsOf(graph, legs, core, post, host.maxTtl ?? DEFAULT_MAX_TTL)) {
    components.set(url, component);
  }
  return {
    sendFrom(source, event, done = ignore) {
      const leg = legs.sources.get(source)?.[0];
      if (leg !== undefined) return sendFromSource(core, post, leg, event, done);
      done({ isTaken: false });
      return () => undefined;
    },
    post: (to, event, done = ignore, { from = OUTSIDE } = {}) =>
      postOnce(core, post, { from, to, url: urls.get(to) }, event, done),
  };
}

function componentsOf(
  graph: EventGraph,
  legs: PreparedLegs,
  core: Core,
  post: Post,
  maxTtl: number,
): readonly (readonly [url: string, Component])[] {
  const filter = filterPosts(post);
  const toSubscriber = (hop: PreparedHop) =>
    hop.filter === undefined ? { post, url: hop.subscriber.url } : { post: filter(hop), url: hop.subscriber.url };
  const found: (readonly [string, Component])[] = [];
  for (const endpoint of graph.endpoints) {
    if (endpoint.url === undefined || (endpoint.kind !== "broker" && endpoint.kind !== "channel")) continue;
    const { id, url } = endpoint;
    const hops = legs.hops.get(id) ?? [];
    const parts: ChannelParts = { id, hops, isAsync: endpoint.async, toSubscriber, post };
    const component =
      endpoint.kind === "broker"
        ? ingressComponent(core, endpoint, maxTtl, fanOutTo(core, parts))
        : channelComponent(core, parts);
    found.push([url, component]);
  }
  return found;
}

function postOnce(
  core: Core,
  post: Post,
  way: { readonly from: EndpointId; readonly to: EndpointId; readonly url: string | undefined },
  event: WireEvent,
  done: (sent: Sent) => void,
): Cancel {
  const { from, to, url } = way;
  if (url === undefined) {
    done({ isTaken: false });
    return () => undefined;
  }
  const attempt = core.start("source", eventName(event), undefined, from, to, 1, undefined);
  const request = { to, url, event, leg: "source", attempt: 1, n: attempt.n } as const;
  return post({ ...request, method: "POST", mode: "binary", headers: [], isChecked: false }, (answer) => {
    core.end(attempt, outcomeOf(answer, url));
    done(sentOf(answer));
  });
}

function ignore(): void {}
