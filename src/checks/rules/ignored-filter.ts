import { BROKER, documents, serviceObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { isRecord } from "../written-filters.ts";
import { filteredTrigger } from "./filter-examples.ts";

const REST = [BROKER, serviceObject("charge"), serviceObject("failures")];
const BOTH = filteredTrigger("[{ exact: { type: shop.order.placed } }]").replace(
  "  filters:",
  "  filter: { attributes: { region: eu } }\n  filters:",
);

/** `filter` beside `filters`: only the second counts (eventing.md §6.10). */
export const ignoredFilter = defineRule({
  code: "ignored-filter",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §6.10",
  example: {
    bad: documents(...REST, BOTH),
    good: documents(...REST, filteredTrigger("[{ exact: { type: shop.order.placed, region: eu } }]")),
  },
  *check(graph) {
    for (const object of graph.objects) {
      if (object.groupKind !== "eventing.knative.dev/Trigger") continue;
      const { filter, filters } = object.spec;
      const attributes = isRecord(filter) ? filter.attributes : undefined;
      if (!Array.isArray(filters) || filters.length === 0 || !isRecord(attributes)) continue;
      const names = Object.keys(attributes);
      if (names.length === 0) continue;
      yield {
        at: object.origin("spec.filter"),
        field: "spec.filter",
        message: `Trigger ${object.name} has filters, so its filter by ${names.map((name) => `"${name}"`).join(", ")} counts for nothing.`,
        mend: "Move what it asks for into filters, as an exact filter, and remove it here.",
      };
    }
  },
});
