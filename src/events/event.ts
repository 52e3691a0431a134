/** What an attribute holds: text as HTTP carries it; a structured message may bring numbers and booleans (eventing.md §6.8). */
export type AttributeValue = string | number | boolean;

/**
 * An event between two hops: what the delivery law reads. Context attributes and extensions by lower-case name
 * (`specversion`, `id`, `type`, `source`, …) in one null-prototype record, data as it came.
 */
export interface WireEvent {
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** The data's bytes, or the same as UTF-8 text; absent when the message had no body. */
  readonly data?: Uint8Array | string;
}

/** An event whose `type` is known and whose data has been validated: what handlers receive. */
export interface TypedEvent<Type extends string = string, Data = unknown> {
  readonly specversion: string;
  readonly id: string;
  readonly source: string;
  readonly type: Type;
  /** RFC 3339 text, if the sender stamped one. */
  readonly time?: string;
  readonly subject?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  /** Extension attributes by lower-case name, `traceparent` for one. */
  readonly extensions: Readonly<Record<string, AttributeValue>>;
  readonly data: Data;
}

/**
 * An event before it is sent: no id and no time, which the host that sends it stamps, so that nothing below the
 * edge reads a clock. Made by `Contract.create`.
 */
export interface EventDraft<Type extends string = string, Data = unknown> {
  readonly type: Type;
  /** Absent: the sender's own source. */
  readonly source?: string;
  readonly subject?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly extensions: Readonly<Record<string, AttributeValue>>;
  readonly data: Data;
}
