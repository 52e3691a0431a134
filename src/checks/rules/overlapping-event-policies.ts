import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { type EventPolicy, eventPolicies, sharedSender, shareTarget } from "../../graph/event-policies.ts";
import { defineRule } from "../rule.ts";

const policy = (name: string, sub: string, type: string): string => `
apiVersion: eventing.knative.dev/v1alpha1
kind: EventPolicy
metadata: { name: ${name} }
spec:
  to: [{ ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }]
  from: [{ sub: "system:serviceaccount:default:${sub}" }]
  filters: [{ exact: { type: ${type} } }]
`;
const REST = documents(
  BROKER,
  SHOP,
  triggerObject("charge", "shop.order.placed"),
  serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
  serviceObject("failures"),
);

/**
 * Two EventPolicies that let the same sender into the same resource with different filters. The first by name decides
 * alone: what the second would let in is refused with 403, or what it would keep out comes in.
 */
export const overlappingEventPolicies = defineRule({
  code: "overlapping-event-policies",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §9",
  example: {
    bad: documents(
      REST,
      policy("a-placed", "shop", "shop.order.placed"),
      policy("b-changed", "shop", "shop.order.changed"),
    ),
    good: documents(
      REST,
      policy("a-placed", "shop", "shop.order.placed"),
      policy("b-changed", "desk", "shop.order.changed"),
    ),
  },
  *check(graph) {
    const byNamespace = new Map<string, EventPolicy[]>();
    for (const policy of eventPolicies(graph)) {
      const before = byNamespace.get(policy.namespace) ?? [];
      byNamespace.set(policy.namespace, [...before, policy]);
      const first = before.find(
        (other) =>
          other.filters !== policy.filters &&
          sharedSender(other, policy) !== undefined &&
          shareTarget(other, policy, graph),
      );
      const sender = first && sharedSender(first, policy);
      if (first === undefined || sender === undefined) continue;
      const who = "sub" in sender ? `subject ${JSON.stringify(sender.sub)}` : "the same sender";
      yield {
        at: sender.origin,
        message:
          first.filters === undefined
            ? `EventPolicy ${first.name} lets in ${who} without a filter and comes first by name, so the filters of EventPolicy ${policy.name} keep nothing out.`
            : `EventPolicy ${first.name} speaks of ${who} too and comes first by name: it decides alone, and an event that only EventPolicy ${policy.name} would let in is refused with 403.`,
        mend: "Let one policy speak of each sender, with all its filters joined by any.",
      };
    }
  },
});
