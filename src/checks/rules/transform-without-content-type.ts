import { documents, BROKER, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { textAt } from "../../graph/read.ts";
import { readObject } from "../../graph/transform-output.ts";
import { defineRule } from "../rule.ts";
import { calledHop } from "../wording.ts";

const transform = (contentType: string): string => `
apiVersion: eventing.knative.dev/v1alpha1
kind: EventTransform
metadata: { name: shorten }
spec:
  jsonata:
    expression: |
      { "specversion": "1.0", "id": id, "type": "shop.order.short", "source": source, ${contentType}"data": { "id": data.id } }
`;
const TRIGGER = `
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: shorten }
spec:
  broker: orders
  filter: { attributes: { type: shop.order.placed } }
  subscriber: { ref: { apiVersion: eventing.knative.dev/v1alpha1, kind: EventTransform, name: shorten } }
`;
const REST = documents(
  BROKER,
  SHOP,
  TRIGGER,
  triggerObject("pack", "shop.order.short"),
  serviceObject("pack", { accepts: "shop.order.short", replies: "" }),
  serviceObject("failures"),
);

/**
 * An EventTransform behind a Trigger whose result has data and no `datacontenttype`: the Broker guesses one from the
 * bytes, and JSON becomes `text/plain`.
 */
export const transformWithoutContentType = defineRule({
  code: "transform-without-content-type",
  severity: { dev: "warning", production: "warning" },
  source: "knative/eventing.md §6.7, §11.1",
  example: {
    bad: documents(REST, transform("")),
    good: documents(REST, transform('"datacontenttype": "application/json", ')),
  },
  *check({ objects }, { hopsTo }) {
    for (const object of objects) {
      if (object.groupKind !== "eventing.knative.dev/EventTransform" || object.spec.sink !== undefined) continue;
      const names = readObject((textAt(object.spec, "jsonata", "expression") ?? "").trim());
      if (names === undefined || !names.has("specversion") || !names.has("data") || names.has("datacontenttype"))
        continue;
      const hop = hopsTo(object.key).find(({ kind }) => kind === "trigger");
      if (hop === undefined) continue;
      yield {
        at: object.origin("spec.jsonata.expression"),
        message: `What EventTransform ${object.name} replies to ${calledHop(hop)} has data and no datacontenttype: the Broker guesses one, and JSON goes on as text/plain; charset=utf-8. The next step gets a string where it expects an object.`,
        mend: 'Add "datacontenttype": "application/json" to the object that the expression makes.',
      };
    }
  },
});
