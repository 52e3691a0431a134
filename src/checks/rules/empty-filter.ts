import { BROKER, documents, serviceObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { filterOrigin, isRecord, writtenFilters } from "../written-filters.ts";
import { filteredTrigger } from "./filter-examples.ts";

const REST = [BROKER, serviceObject("charge"), serviceObject("failures")];
const DIALECTS = ["exact", "prefix", "suffix", "all", "any", "not", "cesql"];

/**
 * A filter object that asks for nothing. It neither passes nor fails an event, and where others stand beside it, their
 * order decides, which Knative changes while it runs (eventing.md §13 row 6).
 */
export const emptyFilter = defineRule({
  code: "empty-filter",
  severity: { dev: "warning", production: "warning" },
  source: "knative/eventing.md §3.7, §6.10",
  example: {
    bad: documents(...REST, filteredTrigger("[{ any: [{ not: {} }, { exact: { type: shop.order.placed } }] }]")),
    good: documents(...REST, filteredTrigger("[{ exact: { type: shop.order.placed } }]")),
  },
  *check(graph) {
    for (const filter of writtenFilters(graph)) {
      if (filter.legacy || !isEmptyFilter(filter.value)) continue;
      yield {
        at: filterOrigin(filter, filter.field),
        field: filter.field,
        message: `The filter at ${filter.field} is empty: it neither passes nor fails an event.`,
        mend: "Remove it, or write what it was to ask for.",
        notes: ["Beside other filters their order decides then, and Knative changes that while it runs."],
      };
    }
  },
});

/** Whether a filter object asks for nothing. */
export function isEmptyFilter(filter: unknown): boolean {
  return isRecord(filter) && !DIALECTS.some((dialect) => isSet(filter[dialect]));
}

/** An empty map, list or text is nothing; an empty `not` is told at itself. */
function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return false;
  if (Array.isArray(value)) return value.length > 0;
  return true;
}
