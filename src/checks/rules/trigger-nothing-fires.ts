import type { ContractRef, Endpoint, Hop } from "../../graph/index.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { StarvedLeg } from "../explain.ts";
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

function toFinding(starved: StarvedLeg, facts: Facts): Finding {
  const { hop, others, waitsFor, refuses, because, idle, downstream } = starved;
  const from = facts.endpoint(hop.from);
  const place = from === undefined ? "its Broker" : called(from);
  const wanted = waitsFor.length === 0 ? "a type" : quotedList(waitsFor);
  const silent =
    refuses === undefined && because === undefined && idle === undefined ? silentSenders(starved, facts) : [];
  const [forgetful] = silent.length === 1 && waitsFor.some((type) => facts.describedTypes.has(type)) ? silent : [];
  const notes = [
    ...(others.length === 0
      ? []
      : [`${list(others.map(calledHop))} ${others.length === 1 ? "waits" : "wait"} for the same.`]),
    ...(because === undefined
      ? []
      : [`${called(because.sender)} sends "${because.contract.type}", which nobody takes.`]),
    ...(idle === undefined ? [] : [`${called(idle)} would reply it, and nothing delivers to that.`]),
    ...(forgetful !== undefined || silent.length === 0
      ? []
      : [`${list(silent.map(called))} ${silent.length === 1 ? "states" : "state"} to send nothing there.`]),
    ...(downstream.length === 0 ? [] : [`So nothing reaches ${list(downstream.map(calledHop))} either.`]),
  ];
  if (refuses !== undefined) {
    return {
      at: hop.filter.origin ?? hop.origin,
      message: `${calledHop(hop)} takes nothing: "${refuses.type}" reaches ${place} with ${attributesOf(refuses, hop, facts)}, which its filter does not let pass.`,
      mend: "Correct the filter, or what sets that attribute.",
      notes,
    };
  }
  const message = `${calledHop(hop)} waits for ${wanted}, and nothing that reaches ${place} is of that type.`;
  if (forgetful !== undefined) {
    return {
      at: (forgetful.kind === "source" ? forgetful.stated?.emits : forgetful.stated?.replies) ?? forgetful.origin,
      message: `${called(forgetful)} states that it sends nothing. ${message}`,
      mend: `If ${called(forgetful)} sends ${wanted}, state it here; otherwise state who does, or correct that filter.`,
      notes,
    };
  }
  return {
    at: hop.filter.origin ?? hop.origin,
    message,
    mend:
      because === undefined
        ? "Correct the type, or state who sends it: sluice.dev/emits on a source, sluice.dev/replies on a step."
        : `Did you mean "${because.contract.type}"?`,
    notes,
    ...(because === undefined ? {} : { severity: "error" }),
  };
}

/** `source "/shop"`, `source "/shop" and no subject`: what is known of what the filter asks about. */
function attributesOf({ attributes }: ContractRef, hop: Hop, facts: Facts): string {
  const known = facts.flow.gate(hop).asksAbout.flatMap((name) => {
    const value = attributes?.values[name];
    if (value === undefined) return attributes?.isComplete === true ? [`no ${name}`] : [];
    return [value === null ? `no ${name}` : `${name} ${JSON.stringify(value)}`];
  });
  return list(known);
}

/** Senders into the same place that state to send nothing, and do not come after this leg: one may have lost its type. */
function silentSenders({ hop, others, downstream }: StarvedLeg, facts: Facts): readonly Endpoint[] {
  const after = new Set([hop, ...others, ...downstream].map(({ to }) => to?.endpoint));
  return facts.silentSenders(hop.from).filter(({ id }) => !after.has(id));
}
