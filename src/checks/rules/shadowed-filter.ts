import { implies, type Predicate, reason } from "../../events/reasoning/index.ts";
import { BROKER, documents, serviceObject } from "../example-objects.ts";
import { defineRule, type Finding } from "../rule.ts";
import { filterOrigin, isRecord, type WrittenFilter, writtenFilters } from "../written-filters.ts";
import { isEmptyFilter } from "./empty-filter.ts";
import { filteredTrigger } from "./filter-examples.ts";

const REST = [BROKER, serviceObject("charge"), serviceObject("failures")];
/** Longer lists are not compared each with each. */
const MAX_PARTS = 40;

/** A branch of an `any` filter that another one shadows: every event it takes, the other takes already. */
export const shadowedFilter = defineRule({
  code: "shadowed-filter",
  severity: { dev: "warning", production: "warning" },
  source: "knative/eventing.md §6.10",
  example: {
    bad: documents(
      ...REST,
      filteredTrigger("[{ any: [{ prefix: { type: shop. } }, { exact: { type: shop.order.placed } }] }]"),
    ),
    good: documents(...REST, filteredTrigger("[{ prefix: { type: shop. } }]")),
  },
  *check(graph) {
    for (const filter of writtenFilters(graph)) yield* shadowed(filter);
  },
});

function* shadowed(filter: WrittenFilter): Iterable<Finding> {
  const { any } = filter.value;
  if (!Array.isArray(any) || any.length < 2 || any.length > MAX_PARTS) return;
  // Beside an empty filter the order decides what passes, and that is the finding.
  if (any.some((part) => isEmptyFilter(part) || (isRecord(part) && isEmptyFilter(part.not)))) return;
  const parts = any.map((part: unknown): Predicate => reason({ filters: [part] }));
  const gone = new Set<number>();
  for (const [index, part] of parts.entries()) {
    const by = parts.findIndex((other, at) => at !== index && !gone.has(at) && implies(part, other) === "yes");
    if (by === -1) continue;
    gone.add(index);
    const field = `${filter.field}.any[${index}]`;
    yield {
      at: filterOrigin(filter, field),
      field,
      message: `Every event that passes ${field} passes ${filter.field}.any[${by}] too, so it changes nothing.`,
      mend: "Remove it, or narrow the other one.",
    };
  }
}
