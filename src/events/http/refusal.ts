import type { WireEvent } from "../event.ts";

/**
 * Why a message is no event that Knative takes (eventing.md §6.8).
 *
 * - `invalid-header`: no HTTP server takes this header
 * - `not-an-event`: neither binary nor structured mode
 * - `batch`: a batch, which nothing in Knative takes
 * - `invalid-specversion`: missing, or neither 1.0 nor 0.3
 * - `missing-attribute`: `id`, `source` or `type` is missing or blank
 * - `invalid-attribute`: an attribute's text cannot be read
 * - `invalid-extension`: an extension's name or value is not allowed
 * - `invalid-json`: a structured body that is no JSON object
 * - `too-deep`: JSON nested more than 10,000 levels
 * - `invalid-data`: data the content type does not allow, or no base64
 */
export type RefusalCode =
  | "invalid-header"
  | "not-an-event"
  | "batch"
  | "invalid-specversion"
  | "missing-attribute"
  | "invalid-attribute"
  | "invalid-extension"
  | "invalid-json"
  | "too-deep"
  | "invalid-data";

/** A message that is refused, as data first and in words last. */
export interface Refusal {
  readonly kind: "refused";
  readonly code: RefusalCode;
  /** The header, attribute or extension at fault. */
  readonly attribute?: string;
  /** Its text, at most {@link QUOTED_CHARACTERS} characters of it. */
  readonly value?: string;
  readonly text: string;
  /** What was read, where only the attributes' validity is at fault: a Broker's filter lets such an event pass (§6.7). */
  readonly event?: WireEvent;
  /** The mode {@link Refusal.event} came in. */
  readonly mode?: "binary" | "structured";
}

/** How much of a hostile value a refusal repeats. */
export const QUOTED_CHARACTERS = 120;

/** A refusal of one attribute. `says` completes the sentence "… `NAME` …". */
export function refuse(code: RefusalCode, text: string, attribute?: string, value?: string): Refusal {
  return {
    kind: "refused",
    code,
    ...(attribute === undefined ? {} : { attribute: cut(attribute) }),
    ...(value === undefined ? {} : { value: cut(value) }),
    text,
  };
}

/** `value` in quotes, cut, with control characters escaped. */
export function quoted(value: string): string {
  return JSON.stringify(cut(value));
}

function cut(value: string): string {
  return value.length <= QUOTED_CHARACTERS ? value : `${value.slice(0, QUOTED_CHARACTERS)}…`;
}
