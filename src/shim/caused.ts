import { nextTtl, readTtl } from "../delivery/index.ts";
import type { AttributeValue, WireEvent } from "../events/event.ts";
import { readMessage, writeBinary } from "../events/http/index.ts";
import type { Inherited } from "./run.ts";

/** The extension that counts passes through shims; Knative's own is taken off by every Trigger's filter (eventing.md §6.6). */
export const SHIM_TTL = "sluicettl";

/** The count with which an event goes on; 0 means it is refused. A sender cannot raise it above `max`. */
export function passesLeft(event: WireEvent, max: number): number {
  const held = readTtl(event.attributes[SHIM_TTL]);
  return held === undefined ? max : Math.min(nextTtl(held), max);
}

/** What events caused by this one inherit. */
export function inheritedFrom(event: WireEvent, isCorrelated: boolean, ttl: number | undefined): Inherited {
  return {
    ...(ttl === undefined ? {} : { ttl: String(ttl) }),
    ...(isCorrelated ? { correlationid: correlationOf(event) } : {}),
  };
}

/** The id that everything caused by an event shares: its own, where it is the first. */
export function correlationOf({ attributes }: WireEvent): string {
  const held = attributes["correlationid"];
  return held === undefined || held === "" ? String(attributes.id) : String(held);
}

/** An event that came of another one, with what it inherits, unless it says so itself; the count it may not set. */
export function caused(event: WireEvent, cause: WireEvent, { ttl, correlationid }: Inherited): WireEvent {
  if (ttl === undefined && correlationid === undefined) return event;
  const added: Record<string, AttributeValue> = {};
  if (ttl !== undefined) added[SHIM_TTL] = ttl;
  if (correlationid !== undefined) {
    if (event.attributes["correlationid"] === undefined) added["correlationid"] = correlationid;
    if (event.attributes["causationid"] === undefined) added["causationid"] = String(cause.attributes.id);
  }
  return withAttributes(event, added);
}

/** The event with some attributes changed; an empty text removes one. */
export function withAttributes(event: WireEvent, changed: Readonly<Record<string, AttributeValue>>): WireEvent {
  const attributes: Record<string, AttributeValue> = Object.assign(Object.create(null), event.attributes);
  for (const name of Object.keys(changed)) {
    const value = changed[name] as AttributeValue;
    if (value === "") delete attributes[name];
    else attributes[name] = value;
  }
  return { ...event, attributes };
}

/** An event that was made here, read the way it travels: or what every receiver would have against it (eventing.md §6.8). */
export function checked(
  event: WireEvent,
): { readonly event: WireEvent } | { readonly event?: undefined; readonly fault: string } {
  const reading = readMessage(writeBinary(event));
  return reading.kind === "event" ? { event: reading.event } : { fault: reading.text };
}
