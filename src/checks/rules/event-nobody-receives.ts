import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Explained } from "../explain.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop } from "../wording.ts";

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
    for (const emission of facts.unheard) if (emission.by === "source") yield toFinding(emission, facts);
  },
});

function toFinding({ sender, contract, into, origin, because }: Explained["unheard"][number], facts: Facts): Finding {
  const place = into === undefined ? undefined : facts.endpoint(into);
  const taker = place?.kind === "broker" ? "no Trigger" : "no Subscription";
  const where = place === undefined ? "nowhere" : `to ${called(place)}`;
  const [waited = ""] = because?.waitsFor ?? [];
  return {
    at: origin,
    message: `${called(sender)} sends "${contract.type}" ${where}, where ${taker} takes it: it is dropped.`,
    mend:
      because === undefined
        ? "Add a Trigger or Subscription that takes it, or stop sending it."
        : `Did it mean "${waited}"?`,
    notes: because === undefined ? [] : [`${calledHop(because.hop)} waits for "${waited}", which nobody sends.`],
  };
}
