import { parseCesql } from "../../events/cesql/index.ts";
import { resultOf } from "../cesql-shape.ts";
import { BROKER, documents, serviceObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { filterOrigin, writtenFilters } from "../written-filters.ts";
import { filteredTrigger } from "./filter-examples.ts";

const REST = [BROKER, serviceObject("charge"), serviceObject("failures")];

/**
 * An expression that gives no boolean: Knative's filter panics, the connection breaks and the sender tries again
 * (eventing.md §13 row 2). Admission takes it.
 */
export const cesqlNotBoolean = defineRule({
  code: "cesql-not-boolean",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §6.10",
  example: {
    bad: documents(...REST, filteredTrigger(`[{ cesql: "LENGTH(type)" }]`)),
    good: documents(...REST, filteredTrigger(`[{ cesql: "LENGTH(type) > 3" }]`)),
  },
  *check(graph) {
    for (const filter of writtenFilters(graph)) {
      const { cesql } = filter.value;
      const result = typeof cesql === "string" && cesql !== "" ? resultIn(cesql) : undefined;
      if (result === undefined || result === "boolean") continue;
      const field = `${filter.field}.cesql`;
      yield {
        at: filterOrigin(filter, field),
        field,
        message: `${JSON.stringify(cesql)} gives ${result === "string" ? "a string" : "an integer"} and no boolean, so no event passes.`,
        mend: "Compare it with something, such as = 'eu' or > 3.",
        notes: ["Knative's filter panics over it: the connection breaks, and what is sent is tried again and again."],
      };
    }
  },
});

function resultIn(expression: string): ReturnType<typeof resultOf> {
  try {
    return resultOf(parseCesql(expression, "knative"));
  } catch {
    // Admission says that it does not parse.
    return undefined;
  }
}
