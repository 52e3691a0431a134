import type { Endpoint, Hop } from "../../graph/index.ts";
import { deliveriesOf, isSynchronous, retriesAsShipped } from "../delivery-law.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { spanText } from "../span-text.ts";
import { called, calledHop, list } from "../wording.ts";
import { isRecord } from "../written-filters.ts";

const REST = documents(
  BROKER,
  SHOP,
  triggerObject("charge", "shop.order.placed"),
  serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
  serviceObject("failures"),
);

/** After this a channel that delivers before it answers gives up, whatever is still going on (eventing.md §6.4). */
const CHANNEL_WAITS_MS = 15 * 60_000;
/** What a Knative Service may take for one request unless it says otherwise (serving.md §2). */
const SERVICE_SECONDS = 300;

/**
 * A leg whose dead-letter sink does not help against a step that does not answer: all attempts together outlast the 15
 * minutes after which a channel gives up, and then nothing is retried further and no dead-letter sink is asked. Of a
 * Knative Service one attempt takes its `timeoutSeconds` at most. Where answers come before deliveries, only an attempt
 * without any limit is at fault: it never ends.
 */
export const noTimeout = defineRule({
  code: "no-timeout",
  severity: { dev: "off", production: "warning" },
  source: "knative/eventing.md §6.3, §6.4; knative/serving.md §2",
  example: {
    bad: REST,
    good: REST.replace("retry: 3", "retry: 3\n    timeout: PT30S"),
    settings: { rules: { "in-memory-channel": "off" } },
  },
  *check(graph, facts) {
    const governed = graph.hops.filter(({ from, kind }) => kind !== "sink" && retriesAsShipped(facts.endpoint(from)));
    for (const { delivery, origin, hops } of deliveriesOf(governed)) {
      const slow = hops.filter((hop) => hop.delivery.deadLetterSink !== undefined && outlasts(hop, facts));
      if (slow.length > 0) yield toFinding(slow, delivery.timeout?.origin ?? origin, facts);
    }
  },
});

function outlasts(hop: Hop, facts: Facts): boolean {
  const step = hop.to && facts.endpoint(hop.to.endpoint);
  // Behind a Broker or Channel other legs fail.
  if (step === undefined || step.kind === "broker" || step.kind === "channel") return false;
  const took = hangMs(hop, step, facts);
  return isSynchronous(facts.endpoint(hop.from)) ? took > CHANNEL_WAITS_MS : took === Number.POSITIVE_INFINITY;
}

/** How long a leg takes until its dead-letter sink is asked when its step never answers, in milliseconds. */
function hangMs(hop: Hop, step: Endpoint, { worst }: Facts): number {
  const leg = worst.leg(hop);
  if (leg === undefined || leg.assumed) return 0;
  return leg.attempts * Math.min(leg.timeoutMs ?? Number.POSITIVE_INFINITY, ownLimitMs(step)) + leg.ownWaitMs;
}

/** The limit that a service sets itself. */
function ownLimitMs({ origin, manifest }: Endpoint): number {
  if (origin.object?.apiVersion.startsWith("serving.knative.dev/") !== true) return Number.POSITIVE_INFINITY;
  const { template } = manifest?.spec ?? {};
  const spec = isRecord(template) ? template.spec : undefined;
  const seconds = isRecord(spec) ? spec.timeoutSeconds : undefined;
  return 1000 * (typeof seconds === "number" && seconds > 0 ? seconds : SERVICE_SECONDS);
}

function toFinding(hops: readonly Hop[], at: Finding["at"], facts: Facts): Finding {
  const [hop] = hops;
  const from = hop && facts.endpoint(hop.from);
  const to = hop?.to && facts.endpoint(hop.to.endpoint);
  const place = from === undefined ? "its channel" : called(from);
  const longest = hop === undefined || to === undefined ? Number.POSITIVE_INFINITY : hangMs(hop, to, facts);
  const took = longest === Number.POSITIVE_INFINITY ? "for ever" : spanText(longest);
  const field = at.field?.endsWith(".timeout") ? at.field : `${at.field ?? "spec.delivery"}.timeout`;
  return {
    at,
    field,
    message: isSynchronous(from)
      ? `A step that does not answer on ${list(hops.map(calledHop))} is waited for ${took}, and ${place} gives up after 15 minutes: the event is then cut off and never reaches the dead-letter sink.`
      : `A step that does not answer on ${list(hops.map(calledHop))} is waited for ${took}: the event never reaches the dead-letter sink.`,
    mend: "Write a timeout for each attempt, so short that all attempts and the waits between them end within 15 minutes.",
  };
}
