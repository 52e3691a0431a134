import type { SourceEndpoint } from "../../graph/index.ts";
import { EMITS, parseContractNames } from "../../manifests/annotations.ts";
import { BROKER, documents, serviceObject, triggerObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { called, quotedList, typesOf } from "../wording.ts";

const tick = (emits: string): string => `
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: nightly, annotations: { sluice.dev/emits: ${emits} } }
spec:
  schedule: "0 3 * * *"
  sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }
`;
const REST = documents(
  BROKER,
  triggerObject("charge", "dev.knative.sources.ping"),
  serviceObject("charge", { accepts: "dev.knative.sources.ping", replies: "" }),
  serviceObject("failures"),
);

/**
 * A source of Knative's own that claims another type than it can send. Its type is fixed, and an override of it mutes
 * the source.
 */
export const impossibleEmission = defineRule({
  code: "impossible-emission",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §7.1, §7.2",
  example: {
    bad: documents(tick("shop.night.begins"), REST),
    good: documents(tick("dev.knative.sources.ping"), REST),
  },
  *check(graph) {
    for (const endpoint of graph.endpoints) {
      if (endpoint.kind !== "source" || endpoint.stated?.emits === undefined) continue;
      const possible = typesOf(endpoint.emits ?? []);
      const claimed = claimedTypes(endpoint);
      const wrong = claimed.filter((type) => !possible.includes(type));
      if (claimed.length > 0 && wrong.length === 0) continue;
      if (claimed.length === 0 && possible.length === 0) continue;
      yield {
        at: endpoint.stated.emits,
        message:
          claimed.length === 0
            ? `${called(endpoint)} states that it emits nothing, and it emits ${quotedList(possible)}.`
            : `${called(endpoint)} states that it emits ${quotedList(wrong)}, and it can only emit ${quotedList(possible)}.`,
        mend: `Write ${EMITS}: ${possible.join(",")}. A step can answer it with an event of another type.`,
      };
    }
  },
});

/** The types as written: the graph holds only those that the source can send. */
function claimedTypes({ manifest, emits }: SourceEndpoint): readonly string[] {
  const text: unknown = manifest?.metadata.annotations?.[EMITS];
  return typesOf(typeof text === "string" ? parseContractNames(text) : (emits ?? []));
}
