import type { AttributeValue, WireEvent } from "../event.ts";
import { encodeText, isHeaderName, isHeaderValue } from "./header-text.ts";
import { isDeeperThan, MAX_JSON_DEPTH } from "./json-members.ts";
import { isWrittenAsJson } from "./media-type.ts";
import type { OutgoingMessage } from "./message.ts";
import { timeInUtc, ZERO_TIME } from "./time.ts";

/** The content type of one event in the JSON format. */
export const STRUCTURED_CONTENT_TYPE = "application/cloudevents+json";

/**
 * The event in binary mode, as every hop of Knative sends it (eventing.md §6.2 item 2): attributes as headers, `time`
 * in UTC, the zero time not at all, data as it is. An event without `datacontenttype` gets no `Content-Type`.
 */
export function writeBinary(event: WireEvent): OutgoingMessage {
  const headers: (readonly [string, string])[] = [];
  const { attributes } = event;
  for (const name in attributes) {
    const value = attributes[name] as AttributeValue;
    if (name === "datacontenttype") headers.push(["content-type", encodeText(String(value))]);
    else if (name !== "time" || value !== ZERO_TIME) headers.push([`ce-${name}`, attributeText(name, value)]);
  }
  return event.data === undefined ? { headers } : { headers, body: event.data };
}

/** How an attribute is written in a header. */
function attributeText(name: string, value: AttributeValue): string {
  if (name === "time") return timeInUtc(String(value));
  return typeof value === "string" ? encodeText(value) : String(value);
}

/**
 * The first header that HTTP cannot carry: Knative accepts such an event in structured mode, and every hop then fails
 * before anything is sent (eventing.md §6.8, §13 row 40).
 */
export function unsendableHeader(message: OutgoingMessage): string | undefined {
  return message.headers.find(([name, value]) => !isHeaderName(name) || !isHeaderValue(value))?.[0];
}

/** How {@link writeStructured} writes data. */
export interface StructuredOptions {
  /** Whether data goes into `data_base64`, as it came. @default false */
  readonly base64?: boolean;
}

/**
 * The event in the JSON format, as a Trigger with `format: json` sends it (eventing.md §6.7): compact, JSON data as
 * JSON, other data as a string in which bytes that are no UTF-8 become U+FFFD. `undefined` for data that is no JSON
 * under a JSON type or none: then Knative sends nothing.
 */
export function writeStructured(event: WireEvent, options: StructuredOptions = {}): OutgoingMessage | undefined {
  const data = dataMember(event, options.base64 === true);
  if (data === undefined) return undefined;
  const { attributes } = event;
  const order = attributes.specversion === "0.3" ? ORDER_0_3 : ORDER_1_0;
  const members: string[] = [];
  for (const name of order) {
    const value = attributes[name];
    if (value !== undefined) members.push(member(name, name === "time" ? timeInUtc(String(value)) : String(value)));
  }
  if (data !== "") members.push(data);
  for (const name of Object.keys(attributes)
    .filter((name) => !order.includes(name))
    .toSorted()) {
    members.push(member(name, attributes[name] as AttributeValue));
  }
  return { headers: [["content-type", STRUCTURED_CONTENT_TYPE]], body: `{${members.join(",")}}` };
}

const ORDER_1_0 = ["specversion", "id", "source", "type", "subject", "datacontenttype", "dataschema", "time"];
const ORDER_0_3 = [
  "specversion",
  "id",
  "source",
  "type",
  "subject",
  "datacontenttype",
  "datacontentencoding",
  "schemaurl",
  "time",
];

/** `""` for an event without data, undefined where it cannot be written. */
function dataMember(event: WireEvent, base64: boolean): string | undefined {
  const { data, attributes } = event;
  if (data === undefined) return "";
  const bytes =
    typeof data === "string" ? Buffer.from(data, "utf8") : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (base64) return member("data_base64", bytes.toString("base64"));
  const text = typeof data === "string" ? data : bytes.toString("utf8");
  if (!isWrittenAsJson(attributes.datacontenttype as string | undefined)) return member("data", text);
  const compact = compactJson(text);
  return compact === undefined ? undefined : `"data":${compact}`;
}

function member(name: string, value: AttributeValue): string {
  return `${jsonLiteral(name)}:${typeof value === "string" ? jsonLiteral(value) : String(value)}`;
}

/** As Knative's encoder writes text: what could end a script in HTML is escaped. */
function jsonLiteral(text: string): string {
  return escapeHtml(JSON.stringify(text));
}

function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Without white space between tokens; numbers and escapes stay as they are written. Undefined for what is no JSON. */
function compactJson(text: string): string | undefined {
  if (isDeeperThan(text, MAX_JSON_DEPTH)) return undefined;
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return escapeHtml(text.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, "$1"));
}
