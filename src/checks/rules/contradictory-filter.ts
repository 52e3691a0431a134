import { BROKER, documents, serviceObject } from "../example-objects.ts";
import { isContradictory } from "../filter-facts.ts";
import { defineRule } from "../rule.ts";
import { calledHop } from "../wording.ts";
import { cesqlNotBoolean } from "./cesql-not-boolean.ts";
import { filterOnData } from "./filter-on-data.ts";
import { filteredTrigger } from "./filter-examples.ts";

const REST = [BROKER, serviceObject("charge"), serviceObject("failures")];

/** A filter that no event can pass, whatever anybody sends: its parts ask for what excludes each other. */
export const contradictoryFilter = defineRule({
  code: "contradictory-filter",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §6.10",
  example: {
    bad: documents(
      ...REST,
      filteredTrigger("[{ exact: { type: shop.order.placed } }, { prefix: { type: shop.payment. } }]"),
    ),
    good: documents(
      ...REST,
      filteredTrigger("[{ any: [{ exact: { type: shop.order.placed } }, { prefix: { type: shop.payment. } }] }]"),
    ),
  },
  *check(graph, facts) {
    // Theirs is the fault; that nothing passes follows from it.
    const blamed = new Set(
      [filterOnData, cesqlNotBoolean].flatMap((rule) =>
        Array.from(rule.check(graph, facts), ({ at }) => keyOf(at.object)),
      ),
    );
    for (const hop of graph.hops) {
      if (hop.kind !== "trigger" || blamed.has(keyOf(hop.origin.object)) || !isContradictory(hop)) continue;
      yield {
        at: hop.filter.origin ?? hop.origin,
        message: `No event can pass the filter of ${calledHop(hop)}: its parts contradict each other.`,
        mend: "All filters of the list must pass; put alternatives into one any filter.",
      };
    }
  },
});

function keyOf(object: { readonly namespace?: string; readonly name: string } | undefined): string {
  return `${object?.namespace ?? "default"}/${object?.name ?? ""}`;
}
