import { BROKER, documents, serviceObject } from "../example-objects.ts";
import { passesEverything } from "../filter-facts.ts";
import { defineRule } from "../rule.ts";
import { calledHop } from "../wording.ts";
import { droppedFilter } from "./dropped-filter.ts";
import { emptyFilter } from "./empty-filter.ts";
import { filteredTrigger } from "./filter-examples.ts";

const REST = [BROKER, serviceObject("charge"), serviceObject("failures")];

/** A filter that is written and lets everything pass. A Trigger without one says so plainly, and is nobody's fault. */
export const catchAllFilter = defineRule({
  code: "catch-all-filter",
  severity: { dev: "warning", production: "warning" },
  source: "knative/eventing.md §6.10",
  example: {
    bad: documents(...REST, filteredTrigger(`[{ cesql: "EXISTS type" }]`)),
    good: documents(...REST, filteredTrigger(`[{ cesql: "EXISTS region" }]`)),
  },
  *check(graph, facts) {
    const blamed = new Set(
      [droppedFilter, emptyFilter].flatMap((rule) =>
        Array.from(
          rule.check(graph, facts),
          ({ at }) => `${at.object?.namespace ?? "default"}/${at.object?.name ?? ""}`,
        ),
      ),
    );
    for (const hop of graph.hops) {
      const { object } = hop.origin;
      if (hop.kind !== "trigger" || blamed.has(`${object?.namespace ?? "default"}/${object?.name ?? ""}`)) continue;
      if (!passesEverything(hop)) continue;
      yield {
        at: hop.filter.origin ?? hop.origin,
        message: `The filter of ${calledHop(hop)} lets every event pass.`,
        mend: "Ask for the type that the subscriber takes, or remove the filter to say that it takes everything.",
      };
    }
  },
});
