import { BROKER, documents, serviceObject, triggerObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { called } from "../wording.ts";

const tick = (overrides: string): string => `
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: nightly }
spec:
  schedule: "0 3 * * *"
  sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }
  ceOverrides: { extensions: ${overrides} }
`;
const REST = documents(
  BROKER,
  triggerObject("charge", "dev.knative.sources.ping"),
  serviceObject("charge", { accepts: "dev.knative.sources.ping", replies: "" }),
  serviceObject("failures"),
);

const CORE = new Set(["id", "source", "type", "specversion", "subject", "time", "datacontenttype", "dataschema"]);
/** Their own senders apply the overrides; elsewhere the container does, and may do otherwise. */
const CERTAIN = new Set(["PingSource", "ApiServerSource"]);

/** An override that bears the name of a core attribute makes every event invalid: the source never sends one. */
export const mutingOverride = defineRule({
  code: "muting-override",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §7.2",
  example: {
    bad: documents(tick("{ type: shop.night.begins }"), REST),
    good: documents(tick("{ kindofnight: dark }"), REST),
  },
  *check({ endpoints }) {
    for (const endpoint of endpoints) {
      if (endpoint.kind !== "source") continue;
      const kind = endpoint.origin.object?.kind ?? "";
      for (const name of Object.keys(endpoint.ceOverrides)) {
        if (!CORE.has(name.toLowerCase())) continue;
        const certain = CERTAIN.has(kind);
        yield {
          at: endpoint.origin,
          field: `spec.ceOverrides.extensions[${name}]`,
          message: certain
            ? `${called(endpoint)} overrides "${name}", which is no extension but an attribute of CloudEvents: every event is invalid, and none is ever sent.`
            : `${called(endpoint)} overrides "${name}", which is no extension but an attribute of CloudEvents: a container that applies it as one sends nothing.`,
          mend: "Use another name; a step can answer with an event of another type or source.",
          ...(certain ? {} : { severity: "warning" }),
        };
      }
    }
  },
});
