import { retryPolicy } from "../../delivery/index.ts";
import { deliveriesOf, retriesAsShipped } from "../delivery-law.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { retryFields } from "../retry-fields.ts";
import { defineRule } from "../rule.ts";
import { calledHop, list } from "../wording.ts";

const REST = documents(
  SHOP,
  triggerObject("charge", "shop.order.placed"),
  serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
  serviceObject("failures"),
);

/**
 * `linear` waits `delay × (k − 1)` before the k-th retry, so the first one goes out at once; with a single retry there
 * is no wait at all.
 */
export const linearFirstRetry = defineRule({
  code: "linear-first-retry",
  severity: { dev: "warning", production: "warning" },
  source: "knative/eventing.md §6.3",
  example: {
    bad: documents(BROKER.replace("exponential", "linear"), REST),
    good: documents(BROKER, REST),
  },
  *check(graph, { endpoint }) {
    const governed = graph.hops.filter(({ from }) => retriesAsShipped(endpoint(from)));
    for (const { delivery, origin, hops } of deliveriesOf(governed)) {
      const { policy } = retryPolicy(retryFields(delivery));
      if (policy === undefined || policy.retries < 1 || policy.backoff !== "linear" || policy.delayNs <= 0n) continue;
      const who = list(hops.map(calledHop));
      const delay = delivery.backoffDelay?.value ?? "";
      yield {
        at: delivery.backoffPolicy?.origin ?? origin,
        message:
          policy.retries === 1
            ? `The one retry of ${who} goes out at once: linear waits nothing before the first, so backoffDelay ${JSON.stringify(delay)} never counts.`
            : `The first of ${policy.retries} retries of ${who} goes out at once: linear waits nothing before the first, ${delay} before the second, and that much longer each time.`,
        mend: "Write backoffPolicy: exponential, which waits before the first retry too.",
      };
    }
  },
});
