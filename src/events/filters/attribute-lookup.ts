import type { AttributeValue, WireEvent } from "../event.ts";
import { mediaTypeFault, mediaTypeOf } from "../http/media-type.ts";
import { ZERO_TIME } from "../http/time.ts";

/** Reads one attribute of an event; undefined is "not found". */
export type AttributeReader = (event: WireEvent) => AttributeValue | undefined;

/**
 * How a filter reads an attribute (eventing.md §6.10): core attributes are always found, `""` when absent, `time` as
 * the last hop wrote it (in UTC) and as the zero time when absent; `schemaurl`, `datamediatype` and `datacontentencoding` have a meaning of
 * their own; anything else is an extension of exactly that name.
 */
export function attributeReader(name: string): AttributeReader {
  switch (name) {
    case "specversion":
    case "type":
    case "source":
    case "subject":
    case "id":
    case "datacontenttype":
      return ({ attributes }) => attributes[name] ?? "";
    case "dataschema":
    case "schemaurl":
      return ({ attributes }) =>
        (attributes.specversion === "0.3" ? attributes.schemaurl : attributes.dataschema) ?? "";
    case "datamediatype":
      return ({ attributes }) => mediaType(String(attributes.datacontenttype ?? ""));
    case "datacontentencoding":
      return ({ attributes }) => (attributes.specversion === "0.3" ? (attributes.datacontentencoding ?? "") : "");
    case "time":
      return ({ attributes }) => attributes.time ?? ZERO_TIME;
    default:
      return ({ attributes }) => (Object.hasOwn(attributes, name) ? attributes[name] : undefined);
  }
}

/** As the recordings show it: a text that is no media type has none. */
function mediaType(contentType: string): string {
  return mediaTypeFault(contentType) === undefined ? mediaTypeOf(contentType) : "";
}
