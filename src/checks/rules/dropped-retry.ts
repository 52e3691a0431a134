import { type DroppedRetry, droppedRetries } from "../dropped-retries.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop, calledOrigin, list } from "../wording.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const FAILURES = serviceObject("failures");
const withDelivery = (delivery: string): string =>
  `${triggerObject("charge", "shop.order.placed").trimEnd()}\n  delivery: ${delivery}\n`;

/**
 * A delivery that states something, but no retry, and so takes away the retries that would have applied without it. The
 * finding shows what applies in the end. `retry: 0` says that none are wanted.
 */
export const droppedRetry = defineRule({
  code: "dropped-retry",
  severity: { dev: "warning", production: "warning" },
  source: "knative/eventing.md §4.1, §5.5",
  example: {
    bad: documents(BROKER, SHOP, withDelivery("{ timeout: PT30S }"), CHARGE, FAILURES),
    good: documents(
      BROKER,
      SHOP,
      withDelivery("{ timeout: PT30S, retry: 3, backoffPolicy: exponential, backoffDelay: PT1S }"),
      CHARGE,
      FAILURES,
    ),
  },
  *check(graph, facts) {
    for (const dropped of droppedRetries(graph, facts)) yield toFinding(dropped, facts);
  },
});

function toFinding({ origin, retries, from, hops }: DroppedRetry, facts: Facts): Finding {
  const whose =
    from === undefined
      ? `the ${retries} retries that Knative gives a Broker without a delivery`
      : `the ${retries} ${retries === 1 ? "retry" : "retries"} of ${calledOrigin(from) ?? "its channel"}`;
  return {
    at: origin,
    field: `${origin.field ?? "spec.delivery"}.retry`,
    message: `This delivery says nothing of retry, and so drops ${whose}: an event that fails once on ${list(hops.map(calledHop))} is not sent again.`,
    mend: "Write retry, backoffPolicy and backoffDelay here too, or retry: 0 if that is meant.",
    notes: [`What applies: ${effective(hops[0], facts)}.`],
  };
}

/** `1 attempt, at most PT30S, then to Service failures`. */
function effective(hop: DroppedRetry["hops"][number] | undefined, { endpoint }: Facts): string {
  const { timeout, deadLetterSink } = hop?.delivery ?? {};
  const sink = deadLetterSink && endpoint(deadLetterSink.endpoint);
  return [
    "1 attempt",
    timeout === undefined ? "without a time limit" : `of at most ${timeout.value}`,
    sink === undefined ? "then it is lost" : `then to ${called(sink)}`,
  ].join(", ");
}
