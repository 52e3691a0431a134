import type { EndpointId } from "../../graph/index.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Explained } from "../explain.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop, list, quotedList } from "../wording.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const FAILURES = serviceObject("failures");

/**
 * A filter that nothing passes. Only where everything that can reach the Broker is stated: one sender whose types
 * nobody states, and there is nothing to say.
 */
export const triggerNothingFires = defineRule({
  code: "trigger-nothing-fires",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §6.10",
  example: {
    bad: documents(BROKER, SHOP, triggerObject("charge", "shop.order.palced"), CHARGE, FAILURES),
    good: documents(BROKER, SHOP, triggerObject("charge", "shop.order.placed"), CHARGE, FAILURES),
  },
  *check(_graph, facts) {
    for (const starved of facts.starved) yield toFinding(starved, facts);
  },
});

function toFinding({ hop, waitsFor, because, downstream }: Explained["starved"][number], facts: Facts): Finding {
  const from = facts.endpoint(hop.from);
  const place = from === undefined ? "its Broker" : called(from);
  const wanted = waitsFor.length === 0 ? "a type" : quotedList(waitsFor);
  const notes = [
    ...(because === undefined
      ? silentSteps(hop.from, facts)
      : [`${called(because.sender)} sends "${because.contract.type}", which nobody takes.`]),
    ...(downstream.length === 0 ? [] : [`So nothing reaches ${list(downstream.map(calledHop))} either.`]),
  ];
  return {
    at: hop.filter.origin ?? hop.origin,
    message: `${calledHop(hop)} waits for ${wanted}, and nothing that reaches ${place} is of that type.`,
    mend:
      because === undefined
        ? "Correct the type, or state who sends it: sluice.dev/emits on a source, sluice.dev/replies on a step."
        : `Did you mean "${because.contract.type}"?`,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** A step on the same Broker that states to reply nothing may have lost its reply. */
function silentSteps(from: EndpointId, facts: Facts): readonly string[] {
  const silent = facts.silentSteps(from).map(called);
  return silent.length === 0 ? [] : [`On the same Broker ${list(silent)} states that it replies nothing.`];
}
