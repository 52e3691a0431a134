// Reading: is this message an event that Knative takes?
export { readForRouting, readMessage } from "./read-message.ts";
export type { HttpMessage, MessageHeaders, MessageReading, OutgoingMessage } from "./message.ts";
export { eachHeader } from "./message.ts";
export type { Refusal, RefusalCode } from "./refusal.ts";

// Writing.
export {
  STRUCTURED_CONTENT_TYPE,
  type StructuredOptions,
  unsendableHeader,
  writeBinary,
  writeStructured,
} from "./write-message.ts";
export { passthroughHeaders, traceHeaders } from "./passthrough.ts";
export { decodeText, encodeText } from "./header-text.ts";

// Between the wire and handlers.
export { fromDraft, isJsonType, MAX_DATA_DEPTH, readData, type Stamp, toTypedEvent } from "./typed.ts";
export { toCloudEvent } from "./cloudevents-package.ts";
