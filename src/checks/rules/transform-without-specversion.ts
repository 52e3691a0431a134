import { documents, serviceObject, SHOP } from "../example-objects.ts";
import { textAt } from "../../graph/read.ts";
import { readObject } from "../../graph/transform-output.ts";
import { defineRule } from "../rule.ts";
import { calledHop } from "../wording.ts";

const transform = (specversion: string): string => `
apiVersion: eventing.knative.dev/v1alpha1
kind: EventTransform
metadata: { name: shorten }
spec:
  jsonata:
    expression: |
      { ${specversion}"id": id, "type": "shop.order.short", "source": source, "datacontenttype": "application/json", "data": data.id }
`;
const SEQUENCE = `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: parcels }
spec:
  channelTemplate:
    apiVersion: messaging.knative.dev/v1
    kind: InMemoryChannel
    spec: { delivery: { deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } } }
  steps:
    - ref: { apiVersion: eventing.knative.dev/v1alpha1, kind: EventTransform, name: shorten }
    - ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: pack }
`;
const REST = documents(
  SHOP.replace(
    "eventing.knative.dev/v1, kind: Broker, name: orders",
    "flows.knative.dev/v1, kind: Sequence, name: parcels",
  ),
  SEQUENCE,
  serviceObject("pack"),
  serviceObject("failures"),
);

/**
 * An EventTransform whose result has no `specversion`, and so is no event: a Trigger answers 502 and retries it, a
 * Sequence ends there with success.
 */
export const transformWithoutSpecversion = defineRule({
  code: "transform-without-specversion",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §11.1, §6.7",
  example: {
    bad: documents(REST, transform("")),
    good: documents(REST, transform('"specversion": "1.0", ')),
  },
  *check({ objects }, { hopsTo }) {
    for (const object of objects) {
      if (object.groupKind !== "eventing.knative.dev/EventTransform") continue;
      const names = readObject((textAt(object.spec, "jsonata", "expression") ?? "").trim());
      if (names === undefined || names.has("specversion") || names.has("contenttype")) continue;
      const hops = hopsTo(object.key).filter(({ reply }) => reply !== undefined);
      const [hop] = hops;
      const sends = object.spec.sink !== undefined;
      if (hop === undefined && !sends) continue;
      yield {
        at: object.origin("spec.jsonata.expression"),
        message: `What the expression of EventTransform ${object.name} makes has no specversion, so it is no event. ${fate(sends, hop?.kind === "trigger", hop === undefined ? "" : calledHop(hop))}`,
        mend: 'Add "specversion": "1.0", with id, type and source, to the object that the expression makes.',
      };
    }
  },
});

function fate(sends: boolean, isTrigger: boolean, leg: string): string {
  if (sends) return "A Broker or Channel as its sink refuses it with 400.";
  return isTrigger
    ? `${leg} takes the answer for a failure, 502, and sends the event again until it is dead-lettered.`
    : `${leg} throws it away as success, and the flow ends there.`;
}
