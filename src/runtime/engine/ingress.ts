import { ARRIVAL_TIME, nextTtl, TTL } from "../../delivery/index.ts";
import type { AttributeValue, WireEvent } from "../../events/event.ts";
import type { EndpointId } from "../../graph/graph.ts";
import { statusAnswer } from "./answers.ts";
import type { FanOutOrder } from "./channel.ts";
import { type Core, eventName } from "./core.ts";
import { acceptedEvent, type Component } from "./inbound.ts";
import type { Scope } from "../../delivery/scope.ts";
import { unsendableAttribute } from "./unsendable.ts";

/** Hands an event to the Broker's channel. */
export type FanOut = (order: FanOutOrder, scope: Scope, done: (status: number) => void) => void;

/** Implements eventing.md §6.6 for requests that have reached a Broker. */
export function ingressComponent(
  core: Core,
  broker: EndpointId,
  isReady: boolean,
  maxTtl: number,
  fanOut: FanOut,
): Component {
  const arrivalTime = arrivalTimes(core);
  return (inbound, scope, respond) => {
    if (inbound.method !== "POST") {
      respond(statusAnswer(405));
      return;
    }
    const read = acceptedEvent(inbound);
    const ttl = read === undefined ? 0 : nextTtl(read.attributes[TTL], maxTtl);
    if (read === undefined || ttl <= 0) {
      respond(statusAnswer(400));
      return;
    }
    // The hop to the Broker's own channel is the first that cannot be made.
    if (!isReady || unsendableAttribute(read) !== undefined) {
      respond(statusAnswer(500));
      return;
    }
    const attributes: Record<string, AttributeValue> = Object.assign(Object.create(null), read.attributes);
    attributes[TTL] = String(ttl);
    attributes[ARRIVAL_TIME] = arrivalTime();
    const event: WireEvent = { ...read, attributes };
    const name = eventName(event);
    core.arrived(broker, name, inbound.cause);
    fanOut({ event, name, headers: inbound.headers, cause: inbound.cause }, scope, (status) =>
      respond(statusAnswer(status)),
    );
  };
}

/** The time as Knative writes it, made once for each instant. */
function arrivalTimes(core: Core): () => string {
  let at = Number.NaN;
  let text = "";
  return () => {
    const now = core.clock.now();
    if (now !== at) {
      at = now;
      text = new Date(now).toISOString().replace(/\.?0*Z$/, "Z");
    }
    return text;
  };
}
