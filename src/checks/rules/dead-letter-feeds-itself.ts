import { type EndpointId, type EventGraph, type Hop, neverReady } from "../../graph/index.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop } from "../wording.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const withSink = (ref: string): string => `${triggerObject("charge", "shop.order.placed").trimEnd()}
  delivery: { retry: 2, backoffPolicy: exponential, backoffDelay: PT1S, deadLetterSink: { ref: ${ref} } }
`;
const ITSELF = "{ apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders }";
const ELSEWHERE = "{ apiVersion: serving.knative.dev/v1, kind: Service, name: failures }";

/**
 * A dead-letter sink that leads what failed back to the leg on which it failed, through its own Broker or Channel or
 * through others; or that is the very step that refuses it. A filter that speaks of the `knativeerror*` attributes is
 * taken for a guard. What never becomes ready for it is another rule's.
 */
export const deadLetterFeedsItself = defineRule({
  code: "dead-letter-feeds-itself",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §5.5, §6.5",
  example: {
    bad: documents(BROKER, SHOP, withSink(ITSELF), CHARGE, serviceObject("failures")),
    good: documents(BROKER, SHOP, withSink(ELSEWHERE), CHARGE, serviceObject("failures")),
  },
  *check(graph, facts) {
    const never = neverReady(graph);
    const reach = relayReach(graph, facts);
    for (const hop of graph.hops) {
      const sink = hop.delivery.deadLetterSink;
      if (sink === undefined || hop.to === undefined || never.has(hop.from)) continue;
      if (sink.endpoint === hop.to.endpoint && sink.url === hop.to.url) yield toStep(hop, facts);
      else if (reach(hop, sink.endpoint)) yield toLeg(hop, facts);
    }
  },
});

/** Whether a failed event of a leg that is put into `start` comes back to that leg, over Brokers and Channels alone. */
function relayReach(graph: EventGraph, facts: Facts): (hop: Hop, start: EndpointId) => boolean {
  const isRelay = (id: EndpointId | undefined): id is EndpointId => {
    const kind = id === undefined ? undefined : facts.endpoint(id)?.kind;
    return kind === "broker" || kind === "channel";
  };
  const fed = new Set(graph.hops.flatMap(({ delivery }) => delivery.deadLetterSink?.endpoint ?? []).filter(isRelay));
  return (hop, start) => {
    if (!fed.has(start)) return false;
    const { types, open } = facts.flow.on(hop);
    const passes = (leg: Hop): boolean =>
      leg === hop ||
      open ||
      facts.flow.gate(leg).passesAll ||
      [...types].some((type) => facts.flow.gate(leg).admits(type));
    const places = new Set([start]);
    // The set grows while it is walked.
    for (const place of places) {
      for (const leg of facts.hopsFrom(place)) {
        if (isGuarded(leg) || !passes(leg)) continue;
        if (leg === hop) return true;
        for (const next of [leg.to, leg.delivery.deadLetterSink])
          if (isRelay(next?.endpoint)) places.add(next.endpoint);
      }
    }
    return false;
  };
}

/** Whether its filter looks at what a dead letter gains, and may so keep dead letters out. */
function isGuarded({ filter }: Hop): boolean {
  return JSON.stringify([filter.attributes, filter.filters]).includes("knativeerror");
}

function toStep(hop: Hop, { endpoint }: Facts): Finding {
  const step = hop.to && endpoint(hop.to.endpoint);
  const name = step === undefined ? "the same step" : called(step);
  return {
    at: hop.delivery.deadLetterSink?.origin ?? hop.origin,
    message: `An event that ${name} keeps refusing on ${calledHop(hop)} is dead-lettered to ${name}, which refuses it again: it is lost.`,
    mend: "Name another dead-letter sink, one that takes what this step cannot.",
  };
}

function toLeg(hop: Hop, { endpoint }: Facts): Finding {
  const sink = endpoint(hop.delivery.deadLetterSink?.endpoint ?? "");
  const ends = hop.kind === "trigger" && sink?.id === hop.from;
  return {
    at: hop.delivery.deadLetterSink?.origin ?? hop.origin,
    message: `An event that keeps failing on ${calledHop(hop)} is dead-lettered to ${sink === undefined ? "a place" : called(sink)}, from where it comes back to ${calledHop(hop)} and fails again.`,
    mend: "Name a dead-letter sink outside this path, or let the filter refuse events that carry knativeerrorcode.",
    notes: [
      ends
        ? "Every other Trigger of the Broker gets the event again each time; after 255 rounds it is lost."
        : "Nothing counts these rounds.",
    ],
  };
}
