import { BROKER, documents, serviceObject } from "../example-objects.ts";
import { rewrittenValues } from "../rewritten-values.ts";
import { defineRule } from "../rule.ts";
import { calledHop } from "../wording.ts";

const trigger = (source: string): string => `
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: charge }
spec:
  broker: orders
  filters: [{ exact: { source: ${source} } }]
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge } }
`;
const REST = documents(BROKER, serviceObject("charge"), serviceObject("failures"));

/**
 * A filter that compares `source`, `dataschema` or `time` with a text that every hop rewrites: no event has it any more
 * when the filter looks.
 */
export const filterOnRewrittenAttribute = defineRule({
  code: "filter-on-rewritten-attribute",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §6.8, §6.10",
  example: { bad: documents(trigger("/café"), REST), good: documents(trigger("/caf%C3%A9"), REST) },
  *check({ hops, objects }) {
    const written = new Map(objects.map((object) => [object.key, object]));
    for (const hop of hops) {
      if (hop.kind !== "trigger") continue;
      for (const { attribute, value, becomes, field } of rewrittenValues(hop.filter)) {
        yield {
          at: written.get(hop.id)?.origin(field) ?? hop.origin,
          message: `${calledHop(hop)} compares ${attribute} with ${JSON.stringify(value)}, and every hop writes that as ${JSON.stringify(becomes)}: no event is ever equal to it.`,
          mend: `Write ${JSON.stringify(becomes)}.`,
        };
      }
    }
  },
});
