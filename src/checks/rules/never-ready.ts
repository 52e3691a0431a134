import { isForeign, neverReady } from "../../graph/index.ts";
import type { BrokerEndpoint, ChannelEndpoint, Endpoint, Target } from "../../graph/index.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop, list } from "../wording.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const SINK = "deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } }";
const OWN = "deadLetterSink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }";
const REST = documents(SHOP, triggerObject("charge", "shop.order.placed"), CHARGE, serviceObject("failures"));

type Waiting = BrokerEndpoint | ChannelEndpoint;

/**
 * A Broker or Channel whose dead-letter sink leads back to it: it waits for the sink's address, and that waits for its
 * own, so it never becomes ready and its address answers 500. One whose sink does not exist is a dangling reference.
 */
export const neverReadyRule = defineRule({
  code: "never-ready",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §5.5",
  example: { bad: documents(BROKER.replace(SINK, OWN), REST), good: documents(BROKER, REST) },
  *check(graph, facts) {
    const never = neverReady(graph);
    if (never.size === 0) return;
    const told = new Set<string>();
    for (const endpoint of graph.endpoints) {
      if (!never.has(endpoint.id) || !isWaiting(endpoint) || isForeign(endpoint) || told.has(endpoint.id)) continue;
      const circle = circleFrom(endpoint, facts);
      if (circle === undefined) continue;
      for (const { id } of circle) told.add(id);
      yield toFinding(
        circle,
        [...never].filter((id) => circle.every((one) => one.id !== id)),
        facts,
      );
    }
  },
});

/** The way along dead-letter sinks from an endpoint back to itself, if there is one. */
function circleFrom(start: Waiting, { endpoint }: Facts): readonly Waiting[] | undefined {
  const cameFrom = new Map<string, Waiting>();
  const queue = [start];
  // The list grows while it is walked.
  for (const one of queue) {
    for (const target of sinksOf(one)) {
      const next = endpoint(target.endpoint);
      if (next === undefined || !isWaiting(next)) continue;
      if (next.id === start.id) return wayTo(one, cameFrom);
      if (cameFrom.has(next.id)) continue;
      cameFrom.set(next.id, one);
      queue.push(next);
    }
  }
  return undefined;
}

function wayTo(end: Waiting, cameFrom: ReadonlyMap<string, Waiting>): readonly Waiting[] {
  const way = [end];
  for (let one = cameFrom.get(end.id); one !== undefined; one = cameFrom.get(one.id)) way.push(one);
  return way.reverse();
}

/** Only references are waited for; a URL is taken as it is. */
function sinksOf(endpoint: Waiting): readonly Target[] {
  const behind = endpoint.kind === "broker" ? endpoint.channelDelivery?.deadLetterSink : undefined;
  return [endpoint.delivery.deadLetterSink, behind].flatMap((target) =>
    target?.origin.field?.endsWith(".ref") ? [target] : [],
  );
}

function toFinding(circle: readonly Waiting[], others: readonly string[], facts: Facts): Finding {
  const [first] = circle;
  if (first === undefined) throw new Error("Sluice is at fault: a circle without an endpoint.");
  const [sink] = sinksOf(first);
  const who = [...circle, first].map(called).join(" → ");
  const legs = circle.flatMap(({ id }) => facts.hopsFrom(id));
  const waiting = others.flatMap((id) => {
    const other = facts.endpoint(id);
    return other !== undefined && waitsFor(other, circle, facts) ? [called(other)] : [];
  });
  return {
    at: sink?.origin ?? first.origin,
    message: `The dead-letter sink of ${called(first)} leads back to it (${who}), so it never becomes ready: its address answers 500, and nothing is delivered.`,
    mend: "Name a Service as dead-letter sink, or a Broker or Channel that does not wait for this one.",
    notes: [
      ...(legs.length === 0 ? [] : [`Nothing reaches ${list(legs.map(calledHop))}.`]),
      ...(waiting.length === 0 ? [] : [`${list(waiting)} ${waiting.length === 1 ? "waits" : "wait"} for it too.`]),
    ],
  };
}

function waitsFor(other: Endpoint, circle: readonly Waiting[], { endpoint }: Facts): boolean {
  const seen = new Set<string>();
  const queue: Endpoint[] = [other];
  for (const one of queue) {
    if (!isWaiting(one) || seen.has(one.id)) continue;
    seen.add(one.id);
    if (circle.some(({ id }) => id === one.id)) return true;
    for (const target of sinksOf(one)) {
      const next = endpoint(target.endpoint);
      if (next !== undefined) queue.push(next);
    }
  }
  return false;
}

function isWaiting(endpoint: Endpoint): endpoint is Waiting {
  return endpoint.kind === "broker" || endpoint.kind === "channel";
}
