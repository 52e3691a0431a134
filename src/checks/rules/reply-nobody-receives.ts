import { DISCARDS } from "../../manifests/annotations.ts";
import type { Emission } from "../emissions.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Explained } from "../explain.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop, list } from "../wording.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "shop.order.charged" });
const FAILURES = serviceObject("failures");

/**
 * A step states that it replies with a type, and that reply falls to the ground: its Broker has no Trigger that takes
 * it, or its Subscription no reply target. Knative calls both success.
 */
export const replyNobodyReceives = defineRule({
  code: "reply-nobody-receives",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §5.2, §6.2",
  example: {
    bad: documents(BROKER, SHOP, triggerObject("charge", "shop.order.placed"), CHARGE, FAILURES),
    good: documents(
      BROKER,
      SHOP,
      triggerObject("charge", "shop.order.placed"),
      CHARGE,
      triggerObject("receipt", "shop.order.charged"),
      serviceObject("receipt", { accepts: "shop.order.charged", replies: "" }),
      FAILURES,
    ),
  },
  *check(_graph, facts) {
    for (const emission of facts.unheard) if (emission.by === "step") yield toFinding(emission, facts);
  },
});

function toFinding(emission: Explained["unheard"][number], facts: Facts): Finding {
  const { sender, contract, because, hops } = emission;
  const declared = `Or say on ${hops.map(calledHop)[0] ?? "the leg"} that it is dropped: ${DISCARDS}: ${contract.type}`;
  return {
    at: emission.origin,
    message: `${called(sender)} replies "${contract.type}", ${fateOf(emission, facts)}`,
    mend:
      because === undefined
        ? `Add a Trigger or a reply target that takes it, or take it out of what ${called(sender)} replies. ${declared}`
        : `Did it mean "${because.waitsFor[0] ?? ""}"?`,
    notes:
      because === undefined
        ? []
        : [`${calledHop(because.hop)} waits for "${because.waitsFor[0] ?? ""}", which nobody sends.`],
  };
}

function fateOf({ into, hops }: Emission, { endpoint }: Facts): string {
  const place = into === undefined ? undefined : endpoint(into);
  if (place === undefined) return `and ${list(hops.map(calledHop))} has no reply target, so it is dropped.`;
  const taker = place.kind === "broker" ? "no Trigger" : "no Subscription";
  return `which goes to ${called(place)}, where ${taker} takes it: it is dropped.`;
}
