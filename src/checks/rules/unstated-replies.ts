import { ACCEPTS, REPLIES } from "../../manifests/annotations.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { called } from "../wording.ts";

const HALF_STATED = `
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: charge
  annotations:
    sluice.dev/accepts: shop.order.placed
spec: { template: { spec: { containers: [{ image: example.com/charge }] } } }
`;
const FAILURES = serviceObject("failures");

/**
 * A step that states what it accepts and not what it replies. Its replies are unknown, so nothing can be said of what
 * its Broker carries: one forgotten line blinds every check behind it.
 */
export const unstatedReplies = defineRule({
  code: "unstated-replies",
  severity: { dev: "warning", production: "warning" },
  source: "Sluice design §2",
  example: {
    bad: documents(BROKER, SHOP, triggerObject("charge", "shop.order.placed"), HALF_STATED, FAILURES),
    good: documents(
      BROKER,
      SHOP,
      triggerObject("charge", "shop.order.placed"),
      serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
      FAILURES,
    ),
  },
  *check(graph, facts) {
    const replying = new Set(graph.hops.filter((hop) => hop.reply !== undefined).map((hop) => hop.to?.endpoint));
    for (const { id } of graph.endpoints) {
      const endpoint = facts.endpoint(id);
      if (endpoint?.kind !== "subscriber" || !replying.has(id)) continue;
      if (endpoint.stated?.accepts === undefined || endpoint.replies !== undefined) continue;
      yield {
        at: endpoint.stated.accepts,
        field: `metadata.annotations[${REPLIES}]`,
        message: `${called(endpoint)} states what it accepts and not what it replies, so what follows it cannot be checked.`,
        mend: `State its replies beside ${ACCEPTS}; an empty ${REPLIES} says that it replies nothing.`,
      };
    }
  },
});
