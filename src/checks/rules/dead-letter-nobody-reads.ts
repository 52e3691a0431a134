import type { Endpoint, EndpointId, EventGraph, Hop } from "../../graph/index.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop, list, quotedList } from "../wording.ts";
import { type WrittenTarget, writtenTargets } from "../written-targets.ts";

const TO_BROKER = BROKER.replace(
  "{ apiVersion: serving.knative.dev/v1, kind: Service, name: failures }",
  "{ apiVersion: eventing.knative.dev/v1, kind: Broker, name: morgue }",
);
const MORGUE = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: morgue }
spec:
  delivery: { retry: 0, deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: archive } } }
`;
const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const READER = `
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: archive }
spec:
  broker: morgue
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: undertaker } }
`;
const REST = documents(TO_BROKER, SHOP, triggerObject("charge", "shop.order.placed"), CHARGE, MORGUE);
const ARCHIVE = serviceObject("archive");

/**
 * A dead-letter sink that is a Broker or Channel which no leg leaves, or none whose filter takes what failed: the dead
 * letter is answered 202 and thrown away, and the failure counts as handled.
 */
export const deadLetterNobodyReads = defineRule({
  code: "dead-letter-nobody-reads",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §6.2, §6.4",
  example: {
    bad: documents(REST, ARCHIVE),
    good: documents(REST, READER, serviceObject("undertaker"), ARCHIVE),
  },
  *check(graph, facts) {
    const seen = new Set<string>();
    const failing = failingInto(graph);
    for (const written of writtenTargets(graph)) {
      const sink = facts.endpoint(written.target.endpoint);
      if (written.as !== "dead-letter sink" || seen.has(written.target.endpoint)) continue;
      if (sink?.kind !== "broker" && sink?.kind !== "channel") continue;
      const finding = unread(written, sink, failing.get(sink.id) ?? [], facts);
      if (finding === undefined) continue;
      seen.add(sink.id);
      yield finding;
    }
  },
});

/** The legs whose dead letters go to an endpoint. */
function failingInto({ hops }: EventGraph): ReadonlyMap<EndpointId, readonly Hop[]> {
  const failing = new Map<EndpointId, Hop[]>();
  for (const hop of hops) {
    const sink = hop.delivery.deadLetterSink?.endpoint;
    if (sink === undefined || hop.to === undefined) continue;
    const known = failing.get(sink);
    if (known === undefined) failing.set(sink, [hop]);
    else known.push(hop);
  }
  return failing;
}

function unread({ target }: WrittenTarget, sink: Endpoint, failing: readonly Hop[], facts: Facts): Finding | undefined {
  const at = target.origin;
  const leg = sink.kind === "broker" ? "Trigger" : "Subscription";
  if (failing.length === 0) return undefined;
  const who = list(failing.map(calledHop));
  if (facts.hopsFrom(sink.id).length === 0) {
    return {
      at,
      message: `What keeps failing on ${who} goes to ${called(sink)}, which has no ${leg}: it is answered 202 and thrown away.`,
      mend: `Add a ${leg} that reads ${called(sink)}, or name a Service as deadLetterSink.`,
    };
  }
  const lost = new Set<string>();
  for (const hop of failing) {
    for (const type of facts.flow.on(hop).types) if (!facts.flow.takes(sink.id, type)) lost.add(type);
  }
  if (lost.size === 0) return undefined;
  return {
    at,
    message: `${quotedList([...lost])} that keeps failing on ${who} goes to ${called(sink)}, where no ${leg} takes it: it is answered 202 and thrown away.`,
    mend: `Add a ${leg} without a filter on type to ${called(sink)}; a dead letter keeps the type of the event.`,
  };
}
