import type { HeaderList } from "../../delivery/index.ts";
import type { WireEvent } from "../../events/event.ts";
import type { EndpointId } from "../../graph/graph.ts";
import { passthroughHeaders, traceHeaders } from "../../events/http/index.ts";
import { statusAnswer } from "./answers.ts";
import { type Core, eventName } from "./core.ts";
import { acceptedEvent, type Component } from "./inbound.ts";
import type { Post } from "./leg.ts";
import type { EventName } from "./observe.ts";
import type { PreparedHop } from "./prepare.ts";
import { Scope } from "../../delivery/scope.ts";
import { send } from "./sending.ts";

/** A channel with its legs: an InMemoryChannel's dispatcher. */
export interface ChannelParts {
  readonly id: EndpointId;
  readonly hops: readonly PreparedHop[];
  readonly isAsync: boolean;
  readonly toSubscriber: (hop: PreparedHop) => { readonly post: Post; readonly url: string };
  readonly post: Post;
}

/** After this long without any leg's result a channel answers 500 and lets go of the rest (eventing.md §6.4). */
const GUARD_MS = 15 * 60_000;

/** Implements eventing.md §6.4 for requests that have reached a channel. */
export function channelComponent(core: Core, parts: ChannelParts): Component {
  const fanOut = fanOutTo(core, parts);
  return (inbound, scope, respond) => {
    if (inbound.method !== "POST") {
      respond(statusAnswer(405));
      return;
    }
    const event = acceptedEvent(inbound);
    if (event === undefined) {
      respond(statusAnswer(400));
      return;
    }
    const name = eventName(event);
    core.arrived(parts.id, name, inbound.cause);
    fanOut({ event, name, headers: inbound.headers, cause: inbound.cause }, scope, (status) =>
      respond(statusAnswer(status)),
    );
  };
}

/** An event that a channel has taken. */
export interface FanOutOrder {
  readonly event: WireEvent;
  readonly name: EventName;
  readonly headers: HeaderList;
  readonly cause: number | undefined;
}

/** Delivers to every leg at once; the status waits for the slowest, even after a failure, unless the channel is async. */
export function fanOutTo(
  core: Core,
  parts: ChannelParts,
): (order: FanOutOrder, scope: Scope, done: (status: number) => void) => void {
  const legs = parts.hops.map((hop) => ({ hop, ...parts.toSubscriber(hop) }));
  return (order, scope, done) => {
    const { event, name, headers, cause } = order;
    const matching = legs.filter(({ hop }) => {
      if (hop.filter === undefined || hop.filter(event) !== "fail") return true;
      core.filtered(hop.id, name);
      return false;
    });
    if (matching.length === 0) {
      done(202);
      return;
    }
    const inner = parts.isAsync ? new Scope() : scope;
    const finish = parts.isAsync ? undefined : waitForAll(core, matching.length, scope, done);
    const forwarded = passthroughHeaders(headers);
    const trace = traceHeaders(headers);
    for (const { hop, post, url } of matching) {
      send(
        core,
        { hop, event, name, forwarded, trace, cause, scope: inner, toSubscriber: post, post: parts.post, url },
        (isTaken) => finish?.(isTaken),
      );
    }
    if (parts.isAsync) done(202);
  };
}

function waitForAll(
  core: Core,
  count: number,
  scope: Scope,
  done: (status: number) => void,
): (isTaken: boolean) => void {
  let open = count;
  let status = 202;
  let stop = core.clock.after(GUARD_MS, giveUp);
  const forget = scope.onEnd(() => stop());
  return (isTaken) => {
    open -= 1;
    if (!isTaken) status = 500;
    stop();
    if (open > 0) {
      stop = core.clock.after(GUARD_MS, giveUp);
      return;
    }
    forget();
    done(status);
  };

  function giveUp(): void {
    forget();
    done(500);
    scope.end();
  }
}
