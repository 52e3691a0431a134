import type { Hop } from "../../graph/index.ts";
import { deliveriesOf, isSynchronous, retriesAsShipped } from "../delivery-law.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { spanText } from "../span-text.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop, list } from "../wording.ts";

const REST = documents(
  SHOP,
  triggerObject("charge", "shop.order.placed"),
  serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
  serviceObject("failures"),
);

/** After this a channel that delivers before it answers tells its sender 500, whatever is still going on (eventing.md §6.4). */
const CHANNEL_WAITS_MS = 15 * 60_000;
/** Nobody waits for an answer; still an event that is retried for longer than a day is as good as lost. */
const DAY_MS = 24 * 3_600_000;

/**
 * Retries that go on for longer than their channel waits for them: the sender is told 500 and sends the event again
 * while the first is still being retried, or gives it up.
 */
export const retriesOutlastChannel = defineRule({
  code: "retries-outlast-channel",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §6.3, §6.4",
  example: {
    bad: documents(BROKER.replace("retry: 3", "retry: 12"), REST),
    good: documents(BROKER, REST),
  },
  *check(graph, facts) {
    const governed = graph.hops.filter(({ from, kind }) => kind !== "sink" && retriesAsShipped(facts.endpoint(from)));
    for (const { delivery, origin, hops } of deliveriesOf(governed)) {
      const slow = hops.filter((hop) => (facts.worst.leg(hop)?.ownWaitMs ?? 0) > boundOf(hop, facts));
      if (slow.length === 0) continue;
      yield toFinding(slow, delivery.retry?.origin ?? origin, facts);
    }
  },
});

function boundOf(hop: Hop, { endpoint }: Facts): number {
  return isSynchronous(endpoint(hop.from)) ? CHANNEL_WAITS_MS : DAY_MS;
}

function toFinding(hops: readonly Hop[], at: Finding["at"], { endpoint, worst }: Facts): Finding {
  const [hop] = hops;
  const from = hop && endpoint(hop.from);
  const waits = Math.max(...hops.map((one) => worst.leg(one)?.ownWaitMs ?? 0));
  const attempts = Math.max(...hops.map((one) => worst.leg(one)?.attempts ?? 1));
  const place = from === undefined ? "its channel" : called(from);
  const gone = isSynchronous(from)
    ? `${place} answers 500 to its sender after 15 minutes, so the event is sent again while it is still being retried, or given up.`
    : "Until then the event is neither handled nor dead-lettered.";
  return {
    at,
    message: `An event that keeps failing on ${list(hops.map(calledHop))} is tried ${attempts} times over ${spanText(waits)}. ${gone}`,
    mend: "Retry less often or with a shorter backoffDelay: exponential waits double each time, without a cap.",
  };
}
