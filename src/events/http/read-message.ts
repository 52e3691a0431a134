import { isHeaderName, isHeaderValue, trimHeaderValue } from "./header-text.ts";
import { mediaTypeOf } from "./media-type.ts";
import { eachHeader, type HttpMessage, type MessageReading } from "./message.ts";
import { isAttributeHeader, isContentType, readBinary } from "./read-binary.ts";
import { readStructured } from "./read-structured.ts";
import { quoted, type Refusal, refuse } from "./refusal.ts";

/**
 * Reads the event in an HTTP message, or says why there is none, as a Broker's ingress and a Channel do
 * (eventing.md §6.8). A structured content type wins over `ce-…` headers. Never throws; takes time linear in the
 * message's length.
 */
export function readMessage(message: HttpMessage): MessageReading {
  const head = readHead(message);
  switch (head.mode) {
    case "binary":
      return readBinary(message, head.version);
    case "structured":
      return readStructured(message.body);
    case "batch":
      return refuse("batch", "This is a batch of events. Knative takes one event a request.");
    case "none":
      return head.refusal;
  }
}

type Head =
  | { readonly mode: "binary"; readonly version: "1.0" | "0.3" }
  | { readonly mode: "structured" | "batch" }
  | { readonly mode: "none"; readonly refusal: Refusal };

function readHead(message: HttpMessage): Head {
  let contentType: string | undefined;
  let version: string | undefined;
  let fault: Refusal | undefined;
  eachHeader(message.headers, (name, value) => {
    if (fault !== undefined) return;
    fault = headerFault(name, value);
    if (contentType === undefined && isContentType(name)) contentType = value;
    if (version === undefined && isAttributeHeader(name) && name.toLowerCase() === "ce-specversion") version = value;
  });
  if (fault !== undefined) return { mode: "none", refusal: fault };
  const mediaType = contentType === undefined ? "" : mediaTypeOf(contentType);
  if (mediaType === "application/cloudevents+json") return { mode: "structured" };
  if (mediaType === "application/cloudevents-batch+json") return { mode: "batch" };
  const known = version === undefined ? undefined : trimHeaderValue(version);
  if (known === "1.0" || known === "0.3") return { mode: "binary", version: known };
  return { mode: "none", refusal: notAnEvent(known, contentType) };
}

function notAnEvent(version: string | undefined, contentType: string | undefined): Refusal {
  const type =
    contentType === undefined ? "no content type" : `the content type ${quoted(trimHeaderValue(contentType))}`;
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
