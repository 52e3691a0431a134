import { BROKER, documents, serviceObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { attributeEntries, filterOrigin, writtenFilters } from "../written-filters.ts";
import { filteredTrigger } from "./filter-examples.ts";

const REST = [BROKER, serviceObject("charge"), serviceObject("failures")];

/** A filter with an empty value: Knative drops the whole object, so it asks for nothing (eventing.md §13 row 5). */
export const droppedFilter = defineRule({
  code: "dropped-filter",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §6.10",
  example: {
    bad: documents(...REST, filteredTrigger(`[{ exact: { type: shop.order.placed, region: "" } }]`)),
    good: documents(...REST, filteredTrigger("[{ exact: { type: shop.order.placed } }, { cesql: EXISTS region }]")),
  },
  *check(graph) {
    for (const filter of writtenFilters(graph)) {
      if (filter.legacy) continue;
      const empty = [...attributeEntries(filter)].find(({ wanted }) => wanted === "");
      if (empty === undefined) continue;
      yield {
        at: filterOrigin(filter, empty.field),
        field: empty.field,
        message: `"${empty.name}" has an empty value, so Knative drops the whole filter at ${filter.field} and events pass as if it were not there.`,
        mend: `Give "${empty.name}" its value, or ask that it is there with cesql: EXISTS ${empty.name}.`,
      };
    }
  },
});
