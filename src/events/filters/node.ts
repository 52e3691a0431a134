import type { WireEvent } from "../event.ts";
import type { FilterReason } from "./explanation.ts";
import type { InnerOutcome } from "./outcome.ts";

/** One filter object, compiled. */
export interface FilterNode {
  evaluate(event: WireEvent): InnerOutcome;
  /** What decided against the event. Asked only where {@link FilterNode.evaluate} says `fail` or `panic`. */
  explain(event: WireEvent): readonly FilterReason[];
  /** What every event that is not withheld meets, for an index to choose from; empty when nothing is known. */
  readonly conditions: readonly Condition[];
}

/** One of several ways to meet it: an attribute, read as filters read it, has this text. */
export type Condition = readonly Requirement[];

export interface Requirement {
  readonly attribute: string;
  readonly by: "exact" | "prefix" | "suffix";
  /** Not empty. */
  readonly text: string;
}

/** The condition that is likely to tell most filters apart: few ways to meet it, and rather by type than by version. */
export function mostTelling(conditions: readonly Condition[]): Condition | undefined {
  return conditions.toSorted((a, b) => a.length - b.length || rank(a) - rank(b))[0];
}

function rank([first]: Condition): number {
  const at = TELLING.indexOf(first?.attribute ?? "");
  return at === -1 ? 2 : at;
}

/** Attributes from the most telling on; an extension stands third. */
const TELLING = [
  "id",
  "type",
  "",
  "subject",
  "source",
  "dataschema",
  "datacontenttype",
  "datamediatype",
  "time",
  "specversion",
];
