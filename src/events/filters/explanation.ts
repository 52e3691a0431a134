import type { AttributeValue } from "../event.ts";
import type { FilterOutcome } from "./outcome.ts";

/** Why a filter withheld an event, as data: the conditions that decided. */
export interface FilterExplanation {
  readonly outcome: FilterOutcome;
  /** Empty unless the outcome is `fail`. */
  readonly reasons: readonly FilterReason[];
}

/** One condition that was not met; `path` is its field from the Trigger's `spec` on, such as `filters[0].exact.type`. */
export type FilterReason =
  | {
      readonly path: string;
      readonly dialect: "attributes" | "exact" | "prefix" | "suffix";
      readonly attribute: string;
      /** `""` in `attributes` asks for any value. */
      readonly wanted: string;
      /** Undefined when the event has no such attribute. */
      readonly got: AttributeValue | undefined;
    }
  | {
      readonly path: string;
      readonly dialect: "cesql";
      readonly expression: string;
      readonly value: string | number | boolean;
      /** Why it could not be evaluated, or counts as no match. */
      readonly error?: string;
    }
  /** What stands inside matched. */
  | { readonly path: string; readonly dialect: "not" }
  /** A CESQL expression that ends Knative's filter: nothing matches. */
  | { readonly path: string; readonly dialect: "panic"; readonly expression: string; readonly error: string };
