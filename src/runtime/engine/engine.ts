import { DEFAULT_MAX_TTL, type HeaderList } from "../../delivery/index.ts";
import type { WireEvent } from "../../events/event.ts";
import type { EndpointId, EventGraph } from "../../graph/graph.ts";
import type { PreparedTable } from "../../shim/core.ts";
import type { Cancel, Clock } from "./clock.ts";
import { Core, eventName } from "./core.ts";
import type { Post } from "./leg.ts";
import { network, type Routes } from "./network.ts";
import type { Observer } from "./observe.ts";
import { prepareLegs } from "./prepare.ts";
import { graphShims } from "./graph-shims.ts";
import { type ReceivedRequest, receiver, topology } from "./topology.ts";
import { outcomeOf, type Sent, sendFromSource, sentOf } from "./source.ts";
import type { Answer, Transport } from "./transport.ts";

/** What the engine runs in. Everything it knows of the world. */
export interface EngineHost {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly observer: Observer;
  /** Passes a Broker allows, its `MAX_TTL`. @default 255 */
  readonly maxTtl?: number;
  /** The uid in the path of a Trigger's filter, by `namespace/name`, where it is known. @default - any is taken */
  readonly triggerUids?: ReadonlyMap<string, string>;
  /**
   * What becomes of Brokers of another class than Knative ships, and of those with a config that is not among the
   * manifests: `as-in-memory` runs them by the law of the shipped class over InMemoryChannels; with `refuse` they are
   * not there, as for the ingress of a cluster that holds these manifests and no others. @default "as-in-memory"
   */
  readonly foreignBrokers?: "as-in-memory" | "refuse";
  /**
   * The route tables of the graph's shims, ready to run: preparing them can need JSONata, which is the host's to load.
   *
   * @default - none: nobody listens where a shim is
   */
  readonly shims?: ReadonlyMap<EndpointId, PreparedTable>;
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
  /**
   * Takes any HTTP request to an address inside the cluster: an ingress, a channel's dispatcher, a filter. What is no
   * such address gets no answer.
   */
  receive(request: ReceivedRequest, respond: (answer: Answer) => void): Cancel;
}

/** What is known of who posts. */
export interface PostOptions {
  /** The endpoint that sends. @default - somebody outside the graph */
  readonly from?: EndpointId;
  /** Headers beside the event's own. @default - none */
  readonly headers?: HeaderList;
}

/** Whoever sends and is no endpoint of the graph. */
export const OUTSIDE: EndpointId = "outside";

/** Builds an engine over a graph. Nothing runs until something is sent. */
export function createEngine(graph: EventGraph, host: EngineHost): Engine {
  const core = new Core(host.clock, host.observer);
  const legs = prepareLegs(graph, { foreignBrokers: host.foreignBrokers !== "refuse" });
  const urls = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint.url]));
  // The network leads to parts that send through the network.
  const find: Routes = (url) => routes.find(url);
  const post: Post = network(host.clock, host.transport, find, "follow");
  const direct: Post = network(host.clock, host.transport, find, "stop");
  const shims = graphShims(graph, host.shims ?? new Map(), core, direct);
  const routes = topology(graph, legs, core, post, shims, { maxTtl: DEFAULT_MAX_TTL, ...host });
  return {
    sendFrom(source, event, done = ignore) {
      const leg = legs.sources.get(source)?.[0];
      if (leg !== undefined) return sendFromSource(core, post, leg, event, done);
      done({ isTaken: false });
      return () => undefined;
    },
    post: (to, event, done = ignore, { from = OUTSIDE, headers = [] } = {}) =>
      postOnce(core, post, { from, to, url: urls.get(to), headers }, event, done),
    receive: receiver(host.clock, routes),
  };
}

function postOnce(
  core: Core,
  post: Post,
  way: {
    readonly from: EndpointId;
    readonly to: EndpointId;
    readonly url: string | undefined;
    readonly headers: HeaderList;
  },
  event: WireEvent,
  done: (sent: Sent) => void,
): Cancel {
  const { from, to, url, headers } = way;
  if (url === undefined) {
    done({ isTaken: false });
    return () => undefined;
  }
  const attempt = core.start("source", eventName(event), undefined, from, to, 1, undefined);
  const request = { to, url, event, leg: "source", attempt: 1, n: attempt.n } as const;
  return post({ ...request, method: "POST", mode: "binary", headers, isChecked: false }, (answer) => {
    core.end(attempt, outcomeOf(answer, url));
    done(sentOf(answer));
  });
}

function ignore(): void {}
