import { CORE_ATTRIBUTES, EXTENSION_NAME } from "../attributes.ts";
import type { AttributeValue, EventDraft, TypedEvent, WireEvent } from "../event.ts";
import { EventError } from "../event-error.ts";
import { noAttributes } from "./acceptance.ts";
import { isHeaderValue } from "./header-text.ts";
import { isDeeperThan } from "./json-members.ts";
import { mediaTypeOf } from "./media-type.ts";
import { ZERO_TIME } from "./time.ts";

/** JSON data nested deeper stays text, so that no schema, logger or handler that walks it runs out of stack. */
export const MAX_DATA_DEPTH = 1_000;

/**
 * The event as handlers read it: JSON data parsed, text as a string, everything else as bytes. Without a
 * `datacontenttype` data is JSON if it parses, text if it is UTF-8. Never throws: data that claims to be JSON and is
 * not stays text, and the contract's schema refuses it.
 */
export function toTypedEvent(event: WireEvent): TypedEvent {
  const { attributes } = event;
  const text = (name: string) => (attributes[name] === undefined ? {} : { [name]: String(attributes[name]) });
  const extensions: Record<string, AttributeValue> = noAttributes();
  for (const name of Object.keys(attributes)) {
    if (!CORE_ATTRIBUTES.has(name)) extensions[name] = attributes[name] as AttributeValue;
  }
  return {
    specversion: String(attributes.specversion ?? "1.0"),
    id: String(attributes.id ?? ""),
    source: String(attributes.source ?? ""),
    type: String(attributes.type ?? ""),
    ...(attributes.time === ZERO_TIME ? {} : text("time")),
    ...text("subject"),
    ...text("datacontenttype"),
    ...text("dataschema"),
    extensions,
    data: readData(event.data, attributes.datacontenttype as string | undefined),
  };
}

/** What the host that sends an event adds to its draft. */
export interface Stamp {
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
  /** The sender's own source, for a draft without one. A URI reference. */
  readonly source: string;
}

/**
 * The event a draft becomes when it is sent. JSON data is serialised here; other data must be text or bytes.
 *
 * @throws {@link EventError} `invalid-data` for data that its content type cannot carry, `not-an-event` for an
 * attribute no header can carry
 */
export function fromDraft(draft: EventDraft, stamp: Stamp): WireEvent {
  const attributes = noAttributes();
  attributes.specversion = "1.0";
  attributes.id = stamp.id;
  attributes.source = draft.source ?? stamp.source;
  attributes.type = draft.type;
  attributes.time = stamp.time;
  if (draft.subject !== undefined) attributes.subject = draft.subject;
  if (draft.dataschema !== undefined) attributes.dataschema = draft.dataschema;
  const data = writeData(draft);
  if (draft.datacontenttype !== undefined && data !== undefined) attributes.datacontenttype = draft.datacontenttype;
  for (const name of Object.keys(draft.extensions)) {
    if (!EXTENSION_NAME.test(name) || CORE_ATTRIBUTES.has(name)) {
      throw new EventError(
        "not-an-event",
        `An event "${draft.type}" cannot carry an extension named "${name}": lower-case letters and digits only, and no core attribute's name.`,
      );
    }
    attributes[name] = draft.extensions[name] as AttributeValue;
  }
  for (const name of Object.keys(attributes)) {
    if (isHeaderValue(String(attributes[name]))) continue;
    throw new EventError(
      "not-an-event",
      `The attribute "${name}" of an event "${draft.type}" has a control character in it, which no HTTP header can carry.`,
    );
  }
  return data === undefined ? { attributes } : { attributes, data };
}

/** Whether data of this media type is JSON: `application/json`, `text/json`, `…+json`. */
export function isJsonType(mediaType: string): boolean {
  return mediaType === "application/json" || mediaType === "text/json" || mediaType.endsWith("+json");
}

/** Data as {@link toTypedEvent} gives it. JSON nested deeper than `maxDepth` levels stays text. */
export function readData(
  data: Uint8Array | string | undefined,
  contentType: string | undefined,
  maxDepth = MAX_DATA_DEPTH,
): unknown {
  if (data === undefined) return undefined;
  const mediaType = contentType === undefined ? undefined : mediaTypeOf(contentType);
  if (mediaType !== undefined && !isJsonType(mediaType) && !isTextType(mediaType)) return toBytes(data);
  const text = toText(data);
  if (text === undefined) return data;
  return mediaType !== undefined && isTextType(mediaType) && !isJsonType(mediaType) ? text : parseJson(text, maxDepth);
}

function isTextType(mediaType: string): boolean {
  return mediaType.startsWith("text/") || mediaType === "application/xml" || mediaType.endsWith("+xml");
}

function parseJson(text: string, maxDepth: number): unknown {
  if (isDeeperThan(text, maxDepth)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Undefined for bytes that are no UTF-8. */
function toText(data: Uint8Array | string): string | undefined {
  if (typeof data === "string") return data;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data);
  } catch {
    return undefined;
  }
}

function toBytes(data: Uint8Array | string): Uint8Array {
  return typeof data === "string" ? Buffer.from(data, "utf8") : data;
}

function writeData(draft: EventDraft): Uint8Array | string | undefined {
  const { data } = draft;
  if (data === undefined) return undefined;
  const mediaType = mediaTypeOf(draft.datacontenttype ?? "application/json");
  if (!isJsonType(mediaType)) {
    if (typeof data === "string" || data instanceof Uint8Array) return data;
    throw new EventError(
      "invalid-data",
      `The data of this "${draft.type}" event is neither text nor bytes, which "${mediaType}" needs.`,
    );
  }
  try {
    const json: unknown = JSON.stringify(data);
    if (typeof json === "string") return json;
  } catch {
    // Told below: a cycle, a BigInt, a value nested too deep, or a `toJSON` that throws.
  }
  throw new EventError("invalid-data", `The data of this "${draft.type}" event cannot be written as JSON.`);
}
