import type { Unheard } from "../explain.ts";
import type { Facts } from "../facts.ts";
import type { Finding } from "../rule.ts";
import { called, calledHop, list } from "../wording.ts";

/** What the rules on types that nobody takes have in common: where the event ends, and the way out. */
export function unheardFinding(unheard: Unheard, verb: string, wayOut: string, facts: Facts): Finding {
  const { sender, contract, because, idle, others, origin } = unheard;
  const notes = [
    ...(others.length === 0 ? [] : [`The same is sent by ${list(others.map((other) => called(other.sender)))}.`]),
    ...(because === undefined
      ? []
      : [`${calledHop(because.hop)} waits for "${because.waitsFor[0] ?? ""}", which nobody sends.`]),
    ...(idle === undefined ? [] : [`${called(idle.step)} accepts it, and nothing delivers to that.`]),
    ...(idle === undefined || idle.downstream.length === 0
      ? []
      : [`So nothing reaches ${list(idle.downstream.map(({ hop }) => calledHop(hop)))} either.`]),
  ];
  return {
    at: origin,
    message: `${called(sender)} ${verb} "${contract.type}"${fateOf(unheard, facts)}`,
    mend: because === undefined ? wayOut : `Did it mean "${because.waitsFor[0] ?? ""}"?`,
    notes,
    ...(because === undefined ? {} : { severity: "error" }),
  };
}

function fateOf({ into, hops }: Unheard, { endpoint }: Facts): string {
  const place = into === undefined ? undefined : endpoint(into);
  if (place === undefined) return `, and ${list(hops.map(calledHop))} has no reply target: it is dropped.`;
  const taker = place.kind === "broker" ? "no Trigger" : "no Subscription";
  return ` into ${called(place)}, where ${taker} takes it: it is dropped.`;
}
