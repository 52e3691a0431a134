import type { AttributeValue, WireEvent } from "../event.ts";
import { mediaTypeFault } from "./media-type.ts";
import { quoted, type Refusal, refuse } from "./refusal.ts";

/** Attributes while a message is read. Without a prototype: an extension may be named `constructor`. */
export type Attributes = Record<string, AttributeValue>;

/** Attributes that are none of a version's own are extensions (eventing.md §6.8). */
const CORE_1_0: ReadonlySet<string> = new Set([
  "specversion",
  "id",
  "source",
  "type",
  "subject",
  "time",
  "datacontenttype",
  "dataschema",
]);

const EXTENSION = /^[A-Za-z0-9]+$/;
/** What validation would find faultless; the longer way gives the same answer. */
const PLAIN_CONTENT_TYPES: ReadonlySet<string> = new Set([
  "application/json",
  "text/plain",
  "application/octet-stream",
]);

/** An empty record for attributes, without `constructor` and the like. */
export function noAttributes(): Attributes {
  return new Bare();
}

/**
 * Inherits nothing, as what `Object.create(null)` makes, but keeps the engine's fast layout: reading a message takes a
 * fifth less time.
 */
class Bare {
  [name: string]: AttributeValue;
}
Object.setPrototypeOf(Bare.prototype, null);
Reflect.deleteProperty(Bare.prototype, "constructor");

/**
 * What is wrong with an extension's name: letters and digits only, no core attribute's name in any case
 * (eventing.md §6.8). `name` is in the case it came in.
 */
export function extensionNameFault(name: string): Refusal | undefined {
  if (!EXTENSION.test(name)) {
    return refuse(
      "invalid-extension",
      `The extension ${quoted(name)} has a name of other characters than letters and digits.`,
      name,
    );
  }
  if (!CORE_1_0.has(name.toLowerCase())) return undefined;
  return refuse("invalid-extension", `${quoted(name)} is a core attribute's name, and no extension's.`, name);
}

/**
 * Knative's validation of an event that could be read (eventing.md §6.8): `id`, `source` and `type` are there,
 * `subject` is not blank, `dataschema` is absolute, `datacontenttype` is a media type. 0.3 does not ask the last but one.
 */
export function validate(
  attributes: Attributes,
  event: WireEvent,
  mode: "binary" | "structured",
  schemaIsAbsolute: boolean,
): Refusal | undefined {
  const fault =
    missing(attributes, "id") ??
    missing(attributes, "source") ??
    missing(attributes, "type") ??
    blankSubject(attributes.subject) ??
    relativeSchema(attributes.dataschema, schemaIsAbsolute) ??
    contentTypeFault(attributes.datacontenttype);
  return fault === undefined ? undefined : { ...fault, event, mode };
}

function missing(attributes: Attributes, name: "id" | "source" | "type"): Refusal | undefined {
  const value = attributes[name];
  if (typeof value === "string" && !isBlank(value)) return undefined;
  return refuse(
    "missing-attribute",
    `\`${name}\` is required, and ${value === undefined ? "missing" : "blank"}.`,
    name,
  );
}

function blankSubject(subject: AttributeValue | undefined): Refusal | undefined {
  if (subject === undefined || !isBlank(String(subject))) return undefined;
  return refuse(
    "invalid-attribute",
    "`subject` is blank. Leave it out, or give it a text.",
    "subject",
    String(subject),
  );
}

function relativeSchema(schema: AttributeValue | undefined, isAbsolute: boolean): Refusal | undefined {
  if (schema === undefined || isAbsolute) return undefined;
  const text = `\`dataschema\` is ${quoted(String(schema))}, and no absolute URI.`;
  return refuse("invalid-attribute", text, "dataschema", String(schema));
}

function contentTypeFault(contentType: AttributeValue | undefined): Refusal | undefined {
  if (contentType === undefined) return undefined;
  const text = String(contentType);
  if (PLAIN_CONTENT_TYPES.has(text)) return undefined;
  const fault = mediaTypeFault(text);
  if (fault === undefined) return undefined;
  const says = `\`datacontenttype\` is ${quoted(text)}, and no media type: ${fault}.`;
  return refuse("invalid-attribute", says, "datacontenttype", text);
}

function isBlank(text: string): boolean {
  return text.length === 0 || (text.charCodeAt(0) <= 0x20 || text.charCodeAt(0) > 0x7f ? text.trim() === "" : false);
}
