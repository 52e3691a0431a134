import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Emission } from "../emissions.ts";
import type { Mismatch } from "../mismatches.ts";
import type { ExplainedMismatch } from "../explain.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop, list, quotedList, typesOf } from "../wording.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "shop.order.charged" });
const RECEIPT = serviceObject("receipt", { accepts: "shop.order.charged", replies: "" });
const RECEIPT_TRIGGER = triggerObject("receipt", "shop.order.charged");
const FAILURES = serviceObject("failures");

/**
 * A step that gets an event it does not accept refuses it: a Sluice service answers 415, the event goes to the
 * dead-letter sink or is lost. Only stated contracts count.
 */
export const typeMismatch = defineRule({
  code: "type-mismatch",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §6.2, §6.10",
  example: {
    bad: documents(BROKER, SHOP, triggerObject("charge", undefined), CHARGE, RECEIPT_TRIGGER, RECEIPT, FAILURES),
    good: documents(
      BROKER,
      SHOP,
      triggerObject("charge", "shop.order.placed"),
      CHARGE,
      RECEIPT_TRIGGER,
      RECEIPT,
      FAILURES,
    ),
  },
  *check(_graph, { mismatches, emissions }) {
    const senders = mismatches.length === 0 ? undefined : sendersByPlace(emissions);
    for (const mismatch of mismatches) {
      const sent = mismatch.types.flatMap((type) => senders?.get(`${mismatch.hop.from} ${type}`) ?? []);
      yield toFinding(mismatch, [...new Set(sent)]);
    }
  },
});

/** Who sends each type into each Broker and Channel, by both. */
function sendersByPlace(emissions: readonly Emission[]): ReadonlyMap<string, readonly string[]> {
  const senders = new Map<string, string[]>();
  for (const { sender, contract, into } of emissions) {
    const key = `${into ?? ""} ${contract.type}`;
    const known = senders.get(key);
    if (known === undefined) senders.set(key, [called(sender)]);
    else known.push(called(sender));
  }
  return senders;
}

function toFinding(mismatch: ExplainedMismatch, senders: readonly string[]): Finding {
  const { hop, endpoint, types, count, because, acceptsAtFault } = mismatch;
  const accepted = typesOf(endpoint.accepts ?? []);
  const accepts = accepted.length === 0 ? "accepts no event" : `accepts ${quotedList(accepted)}`;
  const message = `${way(mismatch)} ${quotedList(types, count)} to ${called(endpoint)}, which ${accepts}.`;
  if (acceptsAtFault) {
    return {
      at: endpoint.stated?.accepts ?? endpoint.origin,
      message: `${called(endpoint)} ${accepts}, which no EventType describes, and gets ${quotedList(types, count)} from ${calledHop(hop)}.`,
      mend: `State ${quotedList(types, count)} as what ${called(endpoint)} accepts, or send it something else.`,
    };
  }
  const notes = [
    ...(because === undefined
      ? []
      : [`${called(because.sender)} sends "${because.contract.type}", which it would accept, and nobody takes it.`]),
    ...(senders.length === 0 || mismatch.as === "reply" || mismatch.hop.kind === "sink"
      ? []
      : [`It comes from ${list(senders)}.`]),
  ];
  return { ...placeOf(mismatch), message, mend: mendOf(mismatch, accepted), ...(notes.length === 0 ? {} : { notes }) };
}

function way({ hop, as }: Mismatch): string {
  if (as === "dead-letter") return `The dead-letter sink of ${calledHop(hop)} brings`;
  return as === "reply" ? `${calledHop(hop)} sends replies of type` : `${calledHop(hop)} delivers`;
}

function placeOf({ hop, as, to }: Mismatch): Pick<Finding, "at"> & Partial<Finding> {
  if (as !== "delivery") return { at: to.origin };
  if (hop.kind === "sink") return { at: to.origin };
  if (hop.filter.origin !== undefined) return { at: hop.filter.origin };
  return hop.kind === "trigger" ? { at: hop.origin, field: "spec.filter" } : { at: to.origin };
}

function mendOf({ hop, as, endpoint }: Mismatch, accepted: readonly string[]): string {
  const [only] = accepted;
  if (as === "delivery" && hop.kind === "trigger" && only !== undefined) {
    return `Filter for ${quotedList(accepted)}, or let ${called(endpoint)} accept what comes.`;
  }
  return `Let ${called(endpoint)} accept what comes, or name another place for it.`;
}
