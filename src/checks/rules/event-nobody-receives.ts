import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { unheardFinding } from "./unheard-finding.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.cancelled", replies: "" });
const CANCELLATIONS = `
apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata: { name: desk, annotations: { sluice.dev/emits: shop.order.cancelled } }
spec:
  template: { spec: { containers: [{ name: desk, image: example.com/desk }] } }
  sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }
`;
const FAILURES = serviceObject("failures");

/** A source sends a type into a Broker or Channel where nothing takes it. The source hears 202. */
export const eventNobodyReceives = defineRule({
  code: "event-nobody-receives",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §6.4, §6.7",
  example: {
    bad: documents(BROKER, SHOP, CANCELLATIONS, triggerObject("charge", "shop.order.cancelled"), CHARGE, FAILURES),
    good: documents(
      BROKER,
      SHOP,
      CANCELLATIONS,
      triggerObject("charge", "shop.order.cancelled"),
      CHARGE,
      triggerObject("pack", "shop.order.placed"),
      serviceObject("pack", { accepts: "shop.order.placed", replies: "" }),
      FAILURES,
    ),
  },
  *check(_graph, facts) {
    const wayOut = "Add a Trigger or Subscription that takes it, or stop sending it.";
    for (const unheard of facts.unheard) {
      if (unheard.by === "source") yield unheardFinding(unheard, "sends", wayOut, facts);
    }
  },
});
