import type { HeaderList } from "../../delivery/index.ts";
import type { AttributeValue, WireEvent } from "../../events/event.ts";
import { readMessage, writeBinary } from "../../events/http/index.ts";
import { timeInUtc } from "../../events/http/time.ts";
import type { Scope } from "../../delivery/scope.ts";
import type { Answer } from "./transport.ts";

/** A request as a part of the engine gets it. */
export interface Inbound {
  readonly method: "POST" | "GET";
  readonly event: WireEvent;
  /** Whether a Knative component has read the event already. */
  readonly isChecked: boolean;
  readonly headers: HeaderList;
  /** Number of the attempt that brought it; absent for a sender outside the graph. */
  readonly cause: number | undefined;
}

/** A part of the engine that answers requests. It answers at most once, and not after the scope has ended. */
export type Component = (inbound: Inbound, scope: Scope, respond: (answer: Answer) => void) => void;

/** The event as an ingress or channel takes it, or undefined for 400 (eventing.md §6.8). */
export function acceptedEvent(inbound: Inbound): WireEvent | undefined {
  return inbound.isChecked ? inbound.event : checkedEvent(inbound.event);
}

/** Reads an event the way it travels, so that it is checked and rewritten as every hop does (eventing.md §6.8). */
export function checkedEvent(event: WireEvent): WireEvent | undefined {
  const reading = readMessage(writeBinary(event));
  return reading.kind === "event" ? binaryForm(reading.event) : undefined;
}

/**
 * What a binary hop leaves of an event: every attribute is text, `time` in UTC, and no `datacontentencoding` of 0.3,
 * whose data has been decoded (eventing.md §6.8).
 */
export function binaryForm(event: WireEvent): WireEvent {
  const { attributes } = event;
  let changed: Record<string, AttributeValue> | undefined;
  for (const name of Object.keys(attributes)) {
    const value = attributes[name] as AttributeValue;
    const text = name === "time" ? timeInUtc(String(value)) : String(value);
    const isDropped = name === "datacontentencoding" && attributes.specversion === "0.3";
    if (text === value && !isDropped) continue;
    changed ??= Object.assign(Object.create(null) as Record<string, AttributeValue>, attributes);
    if (isDropped) delete changed[name];
    else changed[name] = text;
  }
  return changed === undefined ? event : { ...event, attributes: changed };
}
