import type { AttributeValue, WireEvent } from "../../events/event.ts";
import { decodeText, eachHeader, type MessageHeaders, readMessage } from "../../events/http/index.ts";

/**
 * A binary reply as a channel sends it on: unread, so that a missing or faulty attribute is for the next one to refuse
 * (eventing.md §6.2, 4).
 */
export function rawBinaryEvent(headers: MessageHeaders, body: Uint8Array | string): WireEvent {
  const attributes: Record<string, AttributeValue> = Object.create(null);
  eachHeader(headers, (header, value) => {
    const name = header.toLowerCase();
    const attribute = name === "content-type" ? "datacontenttype" : name.startsWith("ce-") ? name.slice(3) : undefined;
    if (attribute !== undefined) attributes[attribute] ??= decodeText(value);
  });
  return body.length === 0 ? { attributes } : { attributes, data: body };
}

/** The event in a structured reply; undefined where it cannot be decoded (eventing.md §6.2, 4). */
export function readStructuredReply(headers: MessageHeaders, body: Uint8Array | string): WireEvent | undefined {
  const reading = readMessage({ headers, body });
  return reading.event;
}
