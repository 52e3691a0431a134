import { AuthoringError, didYouMean } from "../../diagnostics/index.ts";
import type { Contract } from "../contract.ts";
import { defineEvent, type EventOptions } from "../define-event.ts";
import type { StandardSchema } from "../standard-schema.ts";

/**
 * What the contract of a source's events may be told. `extensions` are added to those the source sets itself: name what
 * `extensions` of the source, or a patch of it, adds.
 */
export type SourceEventOptions<Input, Data> = Omit<
  EventOptions<Input, Data>,
  "source" | "sourceFormat" | "subjectFormat"
>;

/** What is known of a source's events without their author. */
export interface SourceFacts {
  /** What the `source` looks like, parts in angle brackets. */
  readonly source: string;
  /** What the `subject` is; absent: there is none. */
  readonly subject?: string;
  /** Extension attributes the source sets, to their meaning. */
  readonly extensions?: Readonly<Record<string, string>>;
  /** The schema of the data, where the source fixes them and the author says nothing. */
  readonly data?: StandardSchema;
}

/** The contract of a type that a source of Knative's or an extension's emits. */
export function sourceEvent<const Type extends string, Data, Input>(
  type: Type,
  { extensions, data, ...options }: SourceEventOptions<Input, Data>,
  facts: SourceFacts,
): Contract<Type, Data, Input> {
  const schema = data ?? (facts.data as StandardSchema<Input, Data> | undefined);
  return defineEvent(type, {
    ...options,
    ...(schema === undefined ? {} : { data: schema }),
    sourceFormat: facts.source,
    ...(facts.subject === undefined ? {} : { subjectFormat: facts.subject }),
    extensions: { ...facts.extensions, ...extensions },
  });
}

/** The names of a source's types: those of today, and those of releases that are still found in repositories. */
export type Naming = "current" | "legacy";

/** Data whose shape is known under the current names; of the older ones nobody kept it. */
export type DataOf<Names extends Naming, Shape> = Names extends "legacy" ? unknown : Shape;

/**
 * Refuses a name that a source knows nothing of: the compiler does too, but apps also run unchecked.
 *
 * @throws {@link AuthoringError} `unknown-event-name`
 */
export function checkEventName(name: string, known: readonly string[], whose: string): void {
  if (known.includes(name)) return;
  throw new AuthoringError({
    code: "unknown-event-name",
    at: {},
    message: `${whose} sends no event ${JSON.stringify(name)}.`,
    mend: didYouMean(name, known) ?? `Write one of ${known.join(", ")}.`,
  });
}
