import type { WireEvent } from "../../events/event.ts";
import { isHeaderValue } from "../../events/http/header-text.ts";

/**
 * The attribute that no HTTP header can carry, such as a text with a line break that came in structured mode: then every
 * hop fails before anything is sent (eventing.md §6.8). Undefined for nearly every event.
 */
export function unsendableAttribute(event: WireEvent): string | undefined {
  const { attributes } = event;
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value === "string" && !isHeaderValue(value)) return name;
  }
  return undefined;
}

/** Go's words for it. */
export function unsendableError(attribute: string): string {
  return `net/http: invalid header field value for "Ce-${attribute.charAt(0).toUpperCase()}${attribute.slice(1)}"`;
}
