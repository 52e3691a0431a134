import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { eventPolicies } from "../../graph/event-policies.ts";
import { defineRule } from "../rule.ts";

const policy = (sub: string): string => `
apiVersion: eventing.knative.dev/v1alpha1
kind: EventPolicy
metadata: { name: orders-in }
spec:
  to: [{ ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }]
  from: [{ sub: "${sub}" }]
`;
const REST = documents(
  BROKER,
  SHOP,
  triggerObject("charge", "shop.order.placed"),
  serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
  serviceObject("failures"),
);
const EVERY_ACCOUNT = "system:serviceaccount:";

/** An EventPolicy that lets in every subject, or every service account of the cluster: it protects nothing. */
export const broadEventPolicy = defineRule({
  code: "broad-event-policy",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §4.9, §9",
  example: {
    bad: documents(REST, policy("*")),
    good: documents(REST, policy("system:serviceaccount:default:shop-oidc-sources.knative.dev-containersource")),
  },
  *check(graph) {
    for (const { name, namespace, from, to } of eventPolicies(graph)) {
      for (const sender of from) {
        if (!("sub" in sender) || !sender.sub.endsWith("*")) continue;
        const prefix = sender.sub.slice(0, -1).toLowerCase();
        if (!EVERY_ACCOUNT.startsWith(prefix)) continue;
        const who =
          prefix === EVERY_ACCOUNT ? "every service account of the cluster" : "every subject with a valid token";
        yield {
          at: sender.origin,
          message: `EventPolicy ${name} lets ${who} send to ${to === undefined ? `everything in namespace "${namespace}"` : "what it protects"}: any workload can put events there.`,
          mend: `Name who sends: a ref to the source, or a sub such as system:serviceaccount:${namespace}:NAME.`,
        };
      }
    }
  },
});
