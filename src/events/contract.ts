import type { AttributeValue, EventDraft, TypedEvent } from "./event.ts";
import type { StandardSchema } from "./standard-schema.ts";

export const CONTRACT = Symbol.for("sluice.dev/Contract");

/** A JSON Schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a draft may add beside its data. */
export interface DraftOptions {
  /** Overrides the contract's or the sender's source. A URI reference. */
  readonly source?: string;
  readonly subject?: string;
  /** Extension attributes; names of lower-case letters and digits. */
  readonly extensions?: Readonly<Record<string, AttributeValue>>;
}

/**
 * What one kind of event is: its `type`, perhaps its `source`, the schema of its data. Name, schema, trigger,
 * constructor and validator in one value. Shared by infrastructure and services; loads no cdk8s.
 */
export interface Contract<Type extends string = string, Data = unknown, Input = Data> {
  readonly [CONTRACT]: true;
  /** The CloudEvents `type`. */
  readonly type: Type;
  /** The CloudEvents `source` its drafts carry; absent: the sender's own. */
  readonly source?: string;
  /** What the `source` of its events looks like, where their sender chooses it: `https://github.com/<owner>/<repository>`. */
  readonly sourceFormat?: string;
  /** What the `subject` of its events is, where they have one. */
  readonly subjectFormat?: string;
  /** Extension attributes that its events carry, and what they mean. */
  readonly extensions: Readonly<Record<string, string>>;
  readonly schema?: StandardSchema<Input, Data>;
  /** The data's JSON Schema in input mode, or undefined when the library cannot express it. Computed once, when asked. */
  readonly jsonSchema: JsonSchema | undefined;
  /** `sha256-` and 64 hex digits over the canonical JSON Schema; undefined when there is none. Computed once, when asked. */
  readonly schemaHash: string | undefined;
  /** A draft of this event. Does not validate: the sender does, once. */
  create(data: Input, options?: DraftOptions): EventDraft<Type, Input>;
  /**
   * Checks type and data, and gives the event with the data as the schema outputs it.
   *
   * @throws {@link EventError} `wrong-type`, `invalid-data`, or `async-schema` for a schema that validates asynchronously
   */
  parse(event: TypedEvent | object): TypedEvent<Type, Data>;
  /** Whether `event` has this type and data that validates. */
  is(event: { readonly type: string; readonly data?: unknown }): event is TypedEvent<Type, Data>;
  /** Only for inference; never present at run time. */
  readonly "~types"?: { readonly type: Type; readonly data: Data; readonly input: Input };
}

/** Any contract. Methods are bivariant, so every contract is one of these. */
export type AnyContract = Contract;

/** The typed event of a contract, or the union for a union of contracts. */
export type EventOf<C> = C extends Contract<infer Type, infer Data, infer _Input> ? TypedEvent<Type, Data> : never;
/** The draft of a contract, or the union for a union of contracts. */
export type DraftOf<C> = C extends Contract<infer Type, infer _Data, infer Input> ? EventDraft<Type, Input> : never;
