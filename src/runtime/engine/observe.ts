import type { EndpointId } from "../../graph/graph.ts";

/** What a request carries to whom: an event to its subscriber, an answer's event onwards, a failed event away, or a source's own. */
export type Leg = "subscriber" | "reply" | "dead-letter" | "source";

/** An event by its name. */
export interface EventName {
  readonly id: string;
  readonly type: string;
  readonly source: string;
}

/** One attempt at delivering one event, as it ended. Plain data. */
export interface Delivery {
  /** Number of the attempt, from 1, in the order they started. */
  readonly n: number;
  /** The attempt that led to this one: whose answer is sent on, whose failure is retried or dead-lettered. Undefined at the start of a story. */
  readonly cause: number | undefined;
  /** When it was sent, in milliseconds since the epoch. */
  readonly time: number;
  /** How long it took, in milliseconds. */
  readonly took: number;
  readonly event: EventName;
  /** The id of the hop; undefined for an event that came from outside the graph, and for what the graph has no hop for. */
  readonly hop: string | undefined;
  /** Whose answer or failure this is about: the broker, channel, source or shim that delivers. */
  readonly from: EndpointId;
  readonly to: EndpointId;
  readonly leg: Leg;
  /** Attempt at this leg, from 1. */
  readonly attempt: number;
  readonly outcome: Outcome;
  /** Only of a dead letter that no failed attempt led to: why its sender, a shim, could not work with the event. */
  readonly refusal?: OwnRefusal;
}

/** Why a shim's own step could not work with an event. */
export interface OwnRefusal {
  /** As it tells its sender where there is no dead-letter sink: 422, or 400 for data that its contract refuses. */
  readonly status: number;
  readonly detail: string;
}

/**
 * What became of an attempt. `status` is what the sender made of it: 500 where no answer came, 502 where a Broker took
 * offence at the reply; the subscriber's own status is `answered`.
 */
export type Outcome =
  /** 2xx without an event. `ignored` is a body that is no event, which a channel throws away. */
  | { readonly kind: "accepted"; readonly status: number; readonly ignored?: true }
  /** 2xx with an event. `to` is where it goes; absent when nobody takes it. */
  | { readonly kind: "replied"; readonly status: number; readonly reply: EventName; readonly to?: EndpointId }
  /** It failed and will be repeated. */
  | (Refused & { readonly kind: "retried"; readonly waitMs: number })
  /** It failed for good and goes to the dead-letter sink. */
  | (Refused & { readonly kind: "dead-lettered"; readonly to: EndpointId })
  /** It failed for good. Nobody keeps the event; a synchronous caller hears 500. */
  | (Refused & { readonly kind: "lost" })
  /** Its sender left before the end. The event is lost, no dead-letter sink is asked (eventing.md §6.3). */
  | { readonly kind: "cancelled" };

interface Refused {
  readonly status: number;
  /** What the subscriber itself answered, where that differs from `status`. */
  readonly answered?: number;
  readonly why: Why;
  /** More than the code says: Go's words for a transport error, the fault of a reply. */
  readonly detail?: string;
}

/** Why an attempt failed; stable codes. */
export type Why =
  /** Its status is outside 200–299. */
  | "status"
  /** No answer: refused, reset, unknown host. */
  | "no-answer"
  | "timeout"
  /** Behind a Broker: 2xx with a body that is no CloudEvent (eventing.md §6.7). */
  | "reply-is-no-event"
  /** A reply that announces an event and cannot be decoded. */
  | "reply-unreadable"
  /** The body broke off. */
  | "reply-cut"
  /** The event cannot be written as HTTP: a control character, data that `format: json` cannot carry. */
  | "unsendable"
  /** A shim's own step could not work with the event: its expression failed, or its data is not what is taken. */
  | "unworkable";

/** Sees everything the engine does, as it happens. */
export interface Observer {
  /** An attempt has ended. */
  delivery(delivery: Delivery): void;
  /** An attempt starts; its `n` comes again in {@link Observer.delivery}. */
  started?(delivery: Omit<Delivery, "outcome" | "took">): void;
  /** A leg's filter withheld an event. Only counted by default: there are many. */
  filtered?(hop: string, event: EventName): void;
  /** A Broker or Channel took an event; `cause` is the attempt that brought it. */
  arrived?(at: EndpointId, event: EventName, time: number, cause: number | undefined): void;
}
