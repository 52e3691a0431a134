import { CORE_ATTRIBUTES } from "./attributes.ts";
import type { AttributeValue, TypedEvent } from "./event.ts";
import { EventError } from "./event-error.ts";

/**
 * Reads an event given as an object: our own {@link TypedEvent}, or one of the `cloudevents` package, whose
 * extensions stand beside the core attributes.
 *
 * @throws {@link EventError} `not-an-event` when `type`, `source` or `id` is no text
 */
export function typedEvent(raw: object): TypedEvent {
  const event = raw as Readonly<Record<string, unknown>>;
  for (const name of ["id", "source", "type"]) {
    if (typeof event[name] === "string" && event[name] !== "") continue;
    throw new EventError(
      "not-an-event",
      `This is no CloudEvent: its \`${name}\` is ${JSON.stringify(event[name]) ?? "absent"}.`,
    );
  }
  const text = (name: string) => {
    const value = event[name];
    return typeof value === "string" ? { [name]: value } : {};
  };
  return {
    specversion: typeof event.specversion === "string" ? event.specversion : "1.0",
    id: String(event.id),
    source: String(event.source),
    type: String(event.type),
    ...text("time"),
    ...text("subject"),
    ...text("datacontenttype"),
    ...text("dataschema"),
    extensions: extensionsOf(event),
    data: event.data,
  };
}

function extensionsOf(event: Readonly<Record<string, unknown>>): Readonly<Record<string, AttributeValue>> {
  const extensions: Record<string, AttributeValue> = Object.create(null);
  const given = event.extensions;
  const entries = typeof given === "object" && given !== null ? Object.entries(given) : Object.entries(event);
  for (const [name, value] of entries) {
    if (CORE_ATTRIBUTES.has(name) || name === "data" || name === "data_base64" || name === "extensions") continue;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") extensions[name] = value;
  }
  return extensions;
}
