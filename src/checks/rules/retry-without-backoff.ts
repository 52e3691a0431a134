import { retryPolicy } from "../../delivery/index.ts";
import type { EffectiveDelivery, Origin } from "../../graph/index.ts";
import { deliveriesOf, retriesAsShipped } from "../delivery-law.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { isMisread } from "../misread-durations.ts";
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
 * Retries without a wait between them: policy or delay is missing, or the delay is nothing. All attempts are over within
 * milliseconds, and a step that is down for a second gets each event all at once and then never again.
 */
export const retryWithoutBackoff = defineRule({
  code: "retry-without-backoff",
  severity: { dev: "warning", production: "warning" },
  source: "knative/eventing.md §6.3",
  example: {
    bad: documents(BROKER.replace(/ {4}backoff.*\n/g, ""), REST),
    good: documents(BROKER, REST),
  },
  *check(graph, { endpoint }) {
    const governed = graph.hops.filter(({ from }) => retriesAsShipped(endpoint(from)));
    for (const { delivery, origin, hops } of deliveriesOf(governed)) {
      const { policy } = retryPolicy(retryFields(delivery));
      if (policy === undefined || policy.retries < 1) continue;
      if (policy.backoff !== "none" && policy.delayNs > 0n) continue;
      const missing = missingField(delivery, origin);
      if (missing === undefined) continue;
      const many = policy.retries === 1 ? "The one retry" : `All ${policy.retries} retries`;
      yield {
        at: missing.at,
        ...(missing.field === undefined ? {} : { field: missing.field }),
        message: `${many} of ${list([...new Set(hops.map(calledHop))])} ${policy.retries === 1 ? "goes" : "go"} out at once: ${missing.why}. An event that meets a step which is down for a second has failed for good by then.`,
        mend: "Write both, such as backoffPolicy: exponential and backoffDelay: PT1S.",
      };
    }
  },
});

interface Missing {
  readonly at: Origin;
  readonly field?: string;
  readonly why: string;
}

/** Which field it hangs on; undefined where a duration that is misread is the fault. */
function missingField({ backoffPolicy, backoffDelay }: EffectiveDelivery, origin: Origin): Missing | undefined {
  const at = (name: string): Pick<Missing, "at" | "field"> => ({ at: origin, field: `${origin.field ?? ""}.${name}` });
  if (backoffPolicy === undefined && backoffDelay === undefined) {
    return { ...at("backoffPolicy"), why: "neither backoffPolicy nor backoffDelay is written" };
  }
  if (backoffPolicy === undefined)
    return { ...at("backoffPolicy"), why: "backoffDelay counts only with a backoffPolicy" };
  if (backoffDelay === undefined)
    return { ...at("backoffDelay"), why: "backoffPolicy counts only with a backoffDelay" };
  if (isMisread("backoffDelay", backoffDelay.value)) return undefined;
  return { at: backoffDelay.origin, why: `backoffDelay ${JSON.stringify(backoffDelay.value)} is no wait` };
}
