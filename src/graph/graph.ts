import type { ObjectRef, Place } from "../diagnostics/index.ts";
import type { LocalService, Manifest } from "../manifests/manifest.ts";
import type { RouteTable } from "../routes/table.ts";

/**
 * The EventGraph: everything that is delivered, as plain readonly data (design.md §2). Built from manifests after
 * defaulting; rules, runtime, exports and diff read nothing else. Order is the manifests' order.
 */
export interface EventGraph {
  readonly endpoints: readonly Endpoint[];
  readonly hops: readonly Hop[];
  readonly links: readonly Link[];
  /** References that name nothing in the graph and nothing declared external. */
  readonly dangling: readonly DanglingReference[];
  /** Contracts by name (`type@sha256-…` or `type`), from EventTypes; the schema is absent where none was given. */
  readonly contracts: ReadonlyMap<string, ContractInfo>;
  /** Every EventType object, in order. */
  readonly eventTypes: readonly EventTypeEntry[];
  /** Every object a user wrote, as the cluster stores it: for fields that a kind ignores and kinds that deliver nothing. */
  readonly objects: readonly WrittenObject[];
}

/** One object as a user wrote it, after defaulting. */
export interface WrittenObject {
  /** `eventing.knative.dev/EventPolicy/shop/orders`; that of its endpoint, where it has one. */
  readonly key: string;
  /** `eventing.knative.dev/EventPolicy`. */
  readonly groupKind: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly manifest: Manifest;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Where one of its fields was written. */
  readonly origin: (field: string) => Origin;
}

/** One EventType: a contract, and the Broker or other endpoint it says the events are found at. */
export interface EventTypeEntry {
  readonly contract: ContractInfo;
  /** Its `reference`, when that is an endpoint of this graph. */
  readonly endpoint?: EndpointId;
  readonly origin: Origin;
}

/** `eventing.knative.dev/Broker/shop/orders` for objects, `external/NAME` or `uri/URL` for what has none. */
export type EndpointId = string;

/** A contract as manifests name it. */
export interface ContractRef {
  readonly type: string;
  readonly schemaHash?: string;
  /** What is known of the other attributes of its events, here; absent: nothing. */
  readonly attributes?: KnownAttributes;
}

/** Attributes of an event that are known, such as a PingSource's `source`. */
export interface KnownAttributes {
  /** Texts as a filter sees them after a hop (eventing.md §6.8); null: the event does not have it. */
  readonly values: Readonly<Record<string, string | null>>;
  /** Whether it has no extension but these and what Knative adds on the way. @default false */
  readonly isComplete?: true;
}

export interface ContractInfo extends Omit<ContractRef, "attributes"> {
  readonly source?: string;
  /** JSON Schema of the data. */
  readonly schema?: unknown;
}

/** Which contracts; undefined is *unknown*, which is not the same as none. */
export type Contracts = readonly ContractRef[] | undefined;

/** Where something was written. `place` may be looked up when it is read, so read it only for what is shown. */
export interface Origin {
  /** The object whose field this is; absent for what nothing declares. */
  readonly object?: ObjectRef;
  readonly place: Place;
  /** Path of the field from the object's root. */
  readonly field?: string;
}

interface EndpointBase {
  readonly id: EndpointId;
  /** The name people say: the manifest's name. */
  readonly name: string;
  readonly namespace: string;
  readonly origin: Origin;
  /** Construct path of the construct that made it, when there is one; of a Sequence or Parallel only where it is entered. */
  readonly construct?: string;
  /** Manifest name of the Sequence or Parallel that is entered here. */
  readonly entryOf?: string;
  /** In-cluster URL that reaches it (eventing.md §8.1); absent for what only sends. */
  readonly url?: string;
  /** What it takes. */
  readonly accepts: Contracts;
  /** What it may answer with; `[]` is: never an event. */
  readonly replies: Contracts;
  /** What it sends by itself; of a Broker or Channel, what senders outside the manifests put into it. */
  readonly emits: Contracts;
  /** Where each of the three is stated; absent for what is not, or what its kind alone says. */
  readonly stated?: StatedOrigins;
  readonly manifest?: Manifest;
  readonly local?: LocalService;
}

/** The annotations, or entries of `sluice.yaml`, that state an endpoint's contracts. */
export interface StatedOrigins {
  readonly accepts?: Origin;
  readonly replies?: Origin;
  readonly emits?: Origin;
}

/** Sends events by itself: PingSource, ContainerSource, … */
export interface SourceEndpoint extends EndpointBase {
  readonly kind: "source";
  /** `spec.ceOverrides.extensions`. */
  readonly ceOverrides: Readonly<Record<string, string>>;
  /** What a PingSource sends and when. */
  readonly ping?: PingSpec;
  /**
   * Set when messages that already are CloudEvents pass through it as they are, so that types beside those it emits may
   * come (sources.md §1.1, §2.1).
   */
  readonly forwardsEvents?: true;
}

/** eventing.md §4.12, §7.1. */
export interface PingSpec {
  readonly schedule: string;
  readonly timezone: string;
  readonly contentType?: string;
  /** `data`, or `dataBase64` decoded; absent for none. */
  readonly data?: Uint8Array | string;
  /** `/apis/v1/namespaces/<ns>/pingsources/<name>`. */
  readonly source: string;
}

/** A Broker's ingress, with the channel and filter behind it (eventing.md §5.4, §6.6–6.7). */
export interface BrokerEndpoint extends EndpointBase {
  readonly kind: "broker";
  /** The class annotation: `MTChannelBasedBroker`, `Kafka`, … */
  readonly brokerClass: string;
  /** Whether the Broker answers 202 before delivering (annotation `messaging.knative.dev/async-handler`). */
  readonly async: boolean;
  /** The Broker's own dead-letter sink and delivery, resolved; what a Trigger without delivery inherits. */
  readonly delivery: EffectiveDelivery;
  /** The delivery of the channel behind it, where the template in its config has one; it replaces the Broker's there (§5.4). */
  readonly channelDelivery?: EffectiveDelivery;
  /** The kind of the channel behind it, where its config names another than `InMemoryChannel`. */
  readonly channelKind?: string;
  /** Set when its config is not among the manifests and not the shipped one: what the channel adds is unknown. */
  readonly unknownConfig?: true;
  /** Set when its dead-letter sink does not resolve: it never becomes ready, its URL answers 500 (eventing.md §5.5). */
  readonly unresolved?: true;
}

/** A Channel and its backing channel (eventing.md §5.6, §6.4). */
export interface ChannelEndpoint extends EndpointBase {
  readonly kind: "channel";
  /** The backing kind: `InMemoryChannel`, `KafkaChannel`, … */
  readonly channelKind: string;
  readonly async: boolean;
  readonly delivery: EffectiveDelivery;
  /** As of a Broker. */
  readonly unresolved?: true;
}

/** Something that handles events: a Knative Service, a Kubernetes Service. */
export interface SubscriberEndpoint extends EndpointBase {
  readonly kind: "subscriber";
  /** The route table of one that is a shim: it hands events on by itself. */
  readonly routes?: RouteTable;
}

/** A place where events end or leave without an answer we know: JobSink, KafkaSink, … */
export interface SinkEndpoint extends EndpointBase {
  readonly kind: "sink";
}

/** Declared to live elsewhere, or a URL. */
export interface ExternalEndpoint extends EndpointBase {
  readonly kind: "external";
}

export type Endpoint =
  | SourceEndpoint
  | BrokerEndpoint
  | ChannelEndpoint
  | SubscriberEndpoint
  | SinkEndpoint
  | ExternalEndpoint;

/** A resolved address: an endpoint and the URL a request to it carries (which may have a path of its own). */
export interface Target {
  readonly endpoint: EndpointId;
  readonly url: string;
  /** The field that names it. */
  readonly origin: Origin;
  /** Whether the Broker or Channel lets the leg's requests in; absent where nothing is checked. */
  readonly authorization?: Authorization;
}

/** What EventPolicies and the default mode make of a request (eventing.md §9). A refused one is answered 403, which is not retried. */
export interface Authorization {
  readonly verdict: "allowed" | "refused" | "unknown";
  /** The policy that decided, or the first of those none of which knows the sender. */
  readonly policy?: Origin;
  /** The `default-authorization-mode` that refused. */
  readonly mode?: string;
}

/** One leg of delivery. */
export interface Hop {
  /** Unique and stable: the key of the object that made it, plus a suffix when one object makes several. */
  readonly id: string;
  /**
   * `trigger` filters and judges replies as a broker does, `subscription` as a channel does, `sink` is a source's own
   * sending, `shim` a shim's, inside which its replies stay and whose failures its sender is told.
   */
  readonly kind: "trigger" | "subscription" | "sink" | "shim";
  readonly name: string;
  readonly namespace: string;
  readonly from: EndpointId;
  /** Undefined when the reference dangles: then nothing is delivered (eventing.md §5.5). */
  readonly to: Target | undefined;
  readonly filter: HopFilter;
  readonly delivery: EffectiveDelivery;
  /** Whether the kind has a place to write a delivery, so that a missing dead-letter sink can be mended there. */
  readonly carriesDelivery: boolean;
  /** Where an event in the answer goes; undefined: it is dropped. */
  readonly reply: Target | undefined;
  /** Event types whose replies are thrown away on purpose. */
  readonly discards: readonly string[];
  /**
   * Set when its subscriber, reply or own dead-letter sink is written and does not resolve: the leg is not added to
   * its channel, nothing is delivered and the sender hears 202 (eventing.md §5.5).
   */
  readonly unresolved?: true;
  readonly origin: Origin;
}

/** The two filter fields of a Trigger as written; evaluation and precedence are eventing.md §6.10. */
export interface HopFilter {
  /** Legacy `filter.attributes`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** `filters`, in the shape of the manifest. */
  readonly filters?: readonly unknown[];
  /** The field that decides which types pass, such as `spec.filter.attributes[type]`; absent without a filter. */
  readonly origin?: Origin;
}

/** What really applies to one leg after every fallback (eventing.md §5.5), and which field each part comes from. */
export interface EffectiveDelivery {
  /** Whether any delivery specification reached the leg at all (eventing.md §6.3, first item). */
  readonly specified: boolean;
  /** The `delivery` that was taken as a whole: the leg's own, or its Broker's or Channel's. */
  readonly origin?: Origin;
  readonly retry?: Sourced<number>;
  readonly backoffPolicy?: Sourced<"linear" | "exponential">;
  /** ISO 8601, as written. */
  readonly backoffDelay?: Sourced<string>;
  readonly timeout?: Sourced<string>;
  readonly retryAfterMax?: Sourced<string>;
  /** Only where the kind honours it: a Trigger's own (§5.5). */
  readonly format?: Sourced<"json" | "binary">;
  /** Where a failure goes; undefined: it is lost, or told to the caller. */
  readonly deadLetterSink?: Target;
}

export interface Sourced<T> {
  readonly value: T;
  readonly origin: Origin;
}

/** A relation that is no delivery: a service writes into a store. */
export interface Link {
  readonly from: EndpointId;
  readonly to: EndpointId;
  readonly label: string;
  readonly origin: Origin;
}

/** A reference to an object that is neither among the manifests nor declared external, or that can take no events. */
export interface DanglingReference {
  readonly origin: Origin;
  readonly ref: ObjectRef;
  /** Set when the object is there and its kind has no address (eventing.md §3.2), a ConfigMap for one. */
  readonly notAddressable?: true;
  /** An object of that kind with a near name, when there is one. */
  readonly near?: string;
}
