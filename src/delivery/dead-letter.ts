import type { AttributeValue, WireEvent } from "../events/event.ts";

/** What failed, for the extensions of the dead letter. */
export interface Failure {
  /** The address that refused the event. */
  readonly destination: string;
  /** The last attempt's status; 500 for no answer, −1 when no request could be built. */
  readonly code: number;
  /** Body of the last answer. */
  readonly body?: Uint8Array | string | undefined;
}

/** Characters of base64 that fit; a real dispatcher crashes on more (eventing.md §13, 1). */
const MAX_DATA = 1024;

/**
 * The event as it is dead-lettered: with `knativeerrordest`, `knativeerrorcode` and `knativeerrordata`, each unless the
 * event already carries a value of it. Without a failure to tell of, the event itself (eventing.md §6.5).
 */
export function deadLetter(event: WireEvent, failure: Failure | undefined): WireEvent {
  if (failure === undefined) return event;
  const attributes: Record<string, AttributeValue> = Object.assign(Object.create(null), event.attributes);
  const add = (name: string, value: string) => {
    const held = attributes[name];
    if (held === undefined || held === "") attributes[name] = value;
  };
  add("knativeerrordest", failure.destination);
  add("knativeerrorcode", String(failure.code));
  add("knativeerrordata", errorData(failure.body));
  return { ...event, attributes };
}

function errorData(body: Uint8Array | string | undefined): string {
  if (body === undefined || body.length === 0) return "";
  // Only what can show in the result is encoded: bodies may be large.
  const bytes =
    typeof body === "string" ? Buffer.from(body.slice(0, MAX_DATA)) : Buffer.from(body.subarray(0, MAX_DATA));
  return bytes.toString("base64").slice(0, MAX_DATA);
}
