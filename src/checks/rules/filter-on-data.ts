import { parseCesql } from "../../events/cesql/index.ts";
import { attributesOf } from "../cesql-shape.ts";
import { BROKER, documents, serviceObject } from "../example-objects.ts";
import { defineRule, type Finding } from "../rule.ts";
import { attributeEntries, filterOrigin, type WrittenFilter, writtenFilters } from "../written-filters.ts";
import { filteredTrigger } from "./filter-examples.ts";

const REST = [BROKER, serviceObject("charge"), serviceObject("failures")];

/** A filter that asks for `data`: filters see context attributes only, so it never finds it (eventing.md §6.10). */
export const filterOnData = defineRule({
  code: "filter-on-data",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §6.10",
  example: {
    bad: documents(...REST, filteredTrigger(`[{ exact: { type: shop.order.placed } }, { cesql: "data = 'eu'" }]`)),
    good: documents(...REST, filteredTrigger("[{ exact: { type: shop.order.placed, region: eu } }]")),
  },
  *check(graph) {
    for (const filter of writtenFilters(graph)) {
      for (const { name, field } of attributeEntries(filter)) if (name === "data") yield toFinding(filter, field);
      if (asksForData(filter.value.cesql)) yield toFinding(filter, `${filter.field}.cesql`);
    }
  },
});

function toFinding(filter: WrittenFilter, field: string): Finding {
  return {
    at: filterOrigin(filter, field),
    field,
    message: `${field} asks for "data", and a filter sees an event's attributes only: it never finds it.`,
    mend: "Have the sender put the value into an extension attribute and filter on that, or let the step behind it decide.",
  };
}

function asksForData(expression: unknown): boolean {
  if (typeof expression !== "string" || !/data/i.test(expression)) return false;
  try {
    return attributesOf(parseCesql(expression, "knative")).has("data");
  } catch {
    // Admission says that it does not parse.
    return false;
  }
}
