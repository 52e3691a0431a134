import { BROKER, documents, SHOP, serviceObject, triggerObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { called, quotedList, typesOf } from "../wording.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const PACK = serviceObject("pack", { accepts: "shop.order.placed", replies: "" });
const REST = [BROKER, SHOP, CHARGE, PACK, serviceObject("failures"), triggerObject("charge", "shop.order.placed")];

/**
 * A service that states to take events, and no Trigger, Subscription, step, sink or reply leads to it. What states
 * nothing may be called by anybody.
 */
export const serviceNobodyCalls = defineRule({
  code: "service-nobody-calls",
  severity: { dev: "warning", production: "error" },
  source: "Sluice design §2",
  example: {
    bad: documents(...REST),
    good: documents(...REST, triggerObject("pack", "shop.order.placed")),
  },
  *check(graph, facts) {
    const reached = new Set<string>();
    for (const { to, reply, delivery } of graph.hops) {
      for (const target of [to, reply, delivery.deadLetterSink]) if (target !== undefined) reached.add(target.endpoint);
    }
    // Where something is missing, or sent in vain, that is the fault, and this step what it costs.
    if (graph.dangling.length > 0) return;
    const unheard = new Set(facts.unheard.map(({ contract }) => contract.type));
    const idle = new Set(
      [...facts.unheard, ...facts.starved].flatMap(({ idle: one }) =>
        one === undefined ? [] : ["step" in one ? one.step.id : one.id],
      ),
    );
    for (const endpoint of graph.endpoints) {
      const { stated, accepts, kind, id } = endpoint;
      if (kind !== "subscriber" || stated?.accepts === undefined || (accepts ?? []).length === 0) continue;
      if (reached.has(id) || idle.has(id) || accepts?.some(({ type }) => unheard.has(type))) continue;
      yield {
        at: stated.accepts,
        message: `${called(endpoint)} takes ${quotedList(typesOf(accepts ?? []))}, and nothing delivers to it.`,
        mend: "Name it as the subscriber of a Trigger or Subscription, or as a step; remove what it states if others call it.",
      };
    }
  },
});
