import { isHeaderName, isHeaderValue, trimHeaderValue } from "./header-text.ts";
import { mediaTypeOf } from "./media-type.ts";
import { eachHeader, type HttpMessage, type MessageReading } from "./message.ts";
import { readBinary } from "./read-binary.ts";
import { readStructured } from "./read-structured.ts";
import { quoted, type Refusal, refuse } from "./refusal.ts";

/**
 * Reads the event in an HTTP message, or says why there is none, as a Broker's ingress and a Channel do
 * (eventing.md §6.8). A structured content type wins over `ce-…` headers. Never throws; takes time linear in the
 * message's length.
 */
export function readMessage(message: HttpMessage): MessageReading {
  return read(message, true);
}

/**
 * As {@link readMessage}, for a message that comes from Node's HTTP server or client, which has judged the headers
 * already: what a router needs, at the lowest price.
 */
export function readForRouting(message: HttpMessage): MessageReading {
  return read(message, false);
}

function read(message: HttpMessage, judgeHeaders: boolean): MessageReading {
  const head = new Head(judgeHeaders);
  eachHeader(message.headers, (name, value) => head.add(name, value));
  if (head.fault !== undefined) return head.fault;
  const mediaType = head.contentType === undefined ? "" : mediaTypeOf(head.contentType);
  if (mediaType === "application/cloudevents+json") return readStructured(message.body);
  if (mediaType === "application/cloudevents-batch+json") {
    return refuse("batch", "This is a batch of events. Knative takes one event a request.");
  }
  const { version } = head;
  if (version === "1.0" || version === "0.3") {
    return readBinary(version, head.attributes, head.contentType, message.body);
  }
  return notAnEvent(version, head.contentType);
}

/** The headers that can make a message an event; the first of repeated ones counts. */
class Head {
  public fault: Refusal | undefined;
  public contentType: string | undefined;
  public version: string | undefined;
  /** What follows `ce-`, in lower case, and the value, in wire order. */
  public readonly attributes: (readonly [name: string, value: string])[] = [];
  private readonly judges: boolean;

  public constructor(judges: boolean) {
    this.judges = judges;
  }

  public add(name: string, value: string): void {
    if (this.judges) this.fault ??= headerFault(name, value);
    if (isAttributeHeader(name)) {
      const attribute = name.slice(3).toLowerCase();
      if (attribute !== "specversion") this.attributes.push([attribute, trimHeaderValue(value)]);
      else this.version ??= trimHeaderValue(value);
    } else if (isContentType(name)) this.contentType ??= trimHeaderValue(value);
  }
}

/** Whether a header's name begins with `ce-`, in any case. */
function isAttributeHeader(name: string): boolean {
  return name.charCodeAt(2) === 0x2d && (name.charCodeAt(0) | 0x20) === 0x63 && (name.charCodeAt(1) | 0x20) === 0x65;
}

function isContentType(name: string): boolean {
  return name.length === 12 && (name.charCodeAt(0) | 0x20) === 0x63 && name.toLowerCase() === "content-type";
}

function notAnEvent(version: string | undefined, contentType: string | undefined): Refusal {
  const type = contentType === undefined ? "no content type" : `the content type ${quoted(contentType)}`;
  if (version === undefined) {
    return refuse("not-an-event", `This message is no CloudEvent: it has ${type} and no \`ce-specversion\`.`);
  }
  const text = `This message is no CloudEvent: its \`ce-specversion\` is ${quoted(version)}. Knative knows 1.0 and 0.3.`;
  return refuse("not-an-event", text, "specversion", version);
}

/** What HTTP itself has against a header: the server refuses the request before anything reads it. */
function headerFault(name: string, value: string): Refusal | undefined {
  if (!isHeaderName(name)) {
    return refuse("invalid-header", `${quoted(name)} is no header name: it has characters HTTP does not allow.`, name);
  }
  if (isHeaderValue(value)) return undefined;
  return refuse("invalid-header", `The header ${quoted(name)} has a control character in its value.`, name, value);
}
