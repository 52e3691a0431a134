import type { HeaderList } from "../../delivery/headers.ts";
import type { WireEvent } from "../../events/event.ts";
import type { MessageHeaders } from "../../events/http/message.ts";
import type { EndpointId } from "../../graph/graph.ts";
import type { Cancel } from "./clock.ts";
import type { Leg } from "./observe.ts";

/** How the engine reaches what is not part of it: subscribers, sinks, whatever has a URL. */
export interface Transport {
  /**
   * Sends one request and follows no redirect.
   *
   * - T1: `settle` is called exactly once, and never before `send` has returned.
   * - T2: after the returned function was called, `settle` is not.
   * - T3: `settle` is called when the answer's status and headers are there; what is not there yet of the body is
   *   {@link HttpAnswer.rest}.
   */
  send(request: TransportRequest, settle: (answer: Answer) => void): Cancel;
}

/** One HTTP request with an event. */
export interface TransportRequest {
  /** Number of the delivery it belongs to, as in {@link Delivery.n}. */
  readonly n: number;
  /** The endpoint it is for; after a redirect, the one that sent it away. */
  readonly to: EndpointId;
  readonly url: string;
  /** `GET` only after a redirect: then the event's attributes travel without data. */
  readonly method: "POST" | "GET";
  readonly event: WireEvent;
  readonly mode: "binary" | "structured";
  /** Headers beside the event's own. */
  readonly headers: HeaderList;
  readonly leg: Leg;
  /** From 1. */
  readonly attempt: number;
  /** The request itself, where it is no event: a shim calls a plain HTTP service because of the event. */
  readonly plain?: PlainRequest;
}

/** A request that carries no event. */
export interface PlainRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers: HeaderList;
  readonly body?: Uint8Array | string;
}

/** What came of a request. */
export type Answer = HttpAnswer | NoAnswer;

/** A status and headers, with a body that may still be on its way. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: MessageHeaders;
  /** The body, when all of it is there. */
  readonly body?: Uint8Array | string;
  /** An event in binary mode that never was bytes: in place of `ce-*` headers, content type and body. */
  readonly event?: WireEvent;
  /** Waits for the rest of the body; calls back once, unless the request is cancelled. */
  readonly rest?: (done: (end: BodyEnd) => void) => void;
}

/** The end of a body that was late: all its bytes, or why there will be no more, in Go's words (`unexpected EOF`). */
export type BodyEnd =
  | { readonly body: Uint8Array | string; readonly broken?: undefined }
  | { readonly body?: undefined; readonly broken: string };

/** No status came. */
export interface NoAnswer {
  readonly status?: undefined;
  /** Why, in Go's words, as `knativeerrordata` shows them: `EOF`, `dial tcp ADDR: connect: connection refused`. */
  readonly error: string;
  /** Set where nothing was ever sent: the event cannot be written as HTTP. */
  readonly isUnsendable?: true;
}
