import { DISCARDS } from "../../manifests/annotations.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Unheard } from "../explain.ts";
import { defineRule } from "../rule.ts";
import { called, calledHop } from "../wording.ts";
import { unheardFinding } from "./unheard-finding.ts";

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
    for (const unheard of facts.unheard) {
      if (unheard.by === "step") yield unheardFinding(unheard, "replies", wayOut(unheard), facts);
    }
  },
});

function wayOut({ sender, contract, hops }: Unheard): string {
  const leg = hops.map(calledHop)[0] ?? "the leg";
  return (
    `Add a Trigger or a reply target that takes it, or take it out of what ${called(sender)} replies. ` +
    `To drop it on purpose, write ${DISCARDS}: ${contract.type} on ${leg}.`
  );
}
