import type { Cancel, HeaderList, Timer } from "../delivery/index.ts";
import type { WireEvent } from "../events/event.ts";
import type { MessageHeaders } from "../events/http/index.ts";

/** Everything the shim knows of the world. */
export interface ShimPorts {
  readonly clock: Timer;
  readonly transport: ShimTransport;
  readonly observer?: ShimObserver;
}

/** How the shim reaches the destinations of its table. */
export interface ShimTransport {
  /**
   * Sends one request, follows no redirect and reads the whole answer.
   *
   * - T1: `settle` is called exactly once, and never before `send` has returned.
   * - T2: after the returned function was called, `settle` is not.
   */
  send(request: ShimRequest, settle: (answer: ShimTransportAnswer) => void): Cancel;
}

/** An event that has arrived. */
export interface Received {
  /** Path of a route; of any other there is no answer but 404. */
  readonly path: string;
  readonly event: WireEvent;
  /** Headers that go on (eventing.md §6.9). */
  readonly forwarded: HeaderList;
  /** W3C trace headers. */
  readonly trace: HeaderList;
  /** When the request began to arrive, by the clock of the ports: the budget runs from then. @default - now */
  readonly sinceMs?: number;
}

/** What led to a request: the one whose answer it passes on, repeats or is the dead letter of, or what arrived. */
export type ShimCause = Received | ShimRequest;

/** One request. Headers and TLS that the destination itself asks for are added by the transport. */
export interface ShimRequest {
  /** Name in the table. */
  readonly destination: string;
  /** Absolute, in normal form, with a path. */
  readonly url: string;
  readonly leg: ShimLeg;
  /** The step that sends. */
  readonly step: string;
  /** From 1. */
  readonly attempt: number;
  /** An event, to be sent in binary mode, or a plain request. */
  readonly content: EventContent | PlainContent;
  /** Headers beside those of the content. */
  readonly headers: HeaderList;
  /** The event that is, or causes, the request. */
  readonly event: WireEvent;
  readonly cause: ShimCause;
  /** Why it is a dead letter; only of one. */
  readonly reason?: { readonly status: number; readonly text: string };
}

/** What a request is for: the event itself, its dead letter, or a reply on its way. */
export type ShimLeg = "to" | "publish" | "reply" | "dead-letter";

export interface EventContent {
  readonly kind: "event";
  readonly event: WireEvent;
}

/** A request that is no event. */
export interface PlainContent {
  readonly kind: "plain";
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers: HeaderList;
  readonly body?: Uint8Array | string;
}

export type ShimTransportAnswer = ShimHttpAnswer | ShimNoAnswer;

/** A whole answer. */
export interface ShimHttpAnswer {
  readonly status: number;
  readonly headers: MessageHeaders;
  readonly body?: Uint8Array | string;
  /** An event in binary mode that never was bytes: in place of `ce-*` headers, content type and body. */
  readonly event?: WireEvent;
}

/** No answer, or half of one. */
export interface ShimNoAnswer {
  readonly status?: undefined;
  /** Why, for logs and dead letters: `connection refused`, `the answer is longer than 4194304 bytes`. */
  readonly error: string;
}

/** Hears what happens. It must not throw. */
export interface ShimObserver {
  /** One request has ended. */
  attempted?(attempt: AttemptRecord): void;
  /** An event came to its end in a step, other than by going on. */
  ended?(end: EndRecord): void;
}

/** One request and what came of it. */
export interface AttemptRecord {
  readonly request: ShimRequest;
  readonly route: string;
  readonly step: string;
  readonly destination: string;
  readonly leg: ShimLeg;
  readonly attempt: number;
  /** Undefined where no answer came. */
  readonly status: number | undefined;
  readonly error?: string;
  readonly tookMs: number;
  /** `accepted`; `retried`: another attempt follows; `failed`: none does. */
  readonly outcome: "accepted" | "retried" | "failed";
  /** How long until the next attempt; only of one that is `retried`. */
  readonly waitMs?: number;
  /** Name of the destination that gets the dead letter; only of one that `failed`. */
  readonly deadLetterSink?: string;
  readonly event: EventKey;
}

/** Where an event ended without being handed on. */
export interface EndRecord {
  readonly route: string;
  readonly step: string;
  /** `dead-lettered`: taken by the dead-letter sink; `ignored`: a branch failed that may. */
  readonly kind: "filtered" | "discarded" | "dead-lettered" | "ignored" | "refused" | "remembered";
  readonly detail?: string;
  readonly event: EventKey;
}

/** An event in logs. */
export interface EventKey {
  readonly id: string;
  readonly type: string;
  readonly source: string;
}

/** Compiles JSONata. */
export interface Expressions {
  /** @throws Error that says what is wrong with it */
  compile(expression: string): Expression;
}

/** A compiled expression. Calls back once, unless it is cancelled; possibly before it returns. */
export type Expression = (input: unknown, done: (result: ExpressionResult) => void) => Cancel;

export type ExpressionResult =
  | { readonly value: unknown; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: string };

/** Compiles JSON Schemas. */
export interface Schemas {
  /** @throws Error that says what is wrong with it */
  compile(schema: unknown): SchemaCheck;
}

/** Says what is wrong with data, one sentence each; empty for data that fits. */
export type SchemaCheck = (data: unknown) => readonly string[];
