import type { CutShort, Hop } from "../../graph/index.ts";
import { documents, SHOP, serviceObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { originKey } from "../origin-key.ts";
import { spanText } from "../span-text.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop } from "../wording.ts";

const SINK = "deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } }";
const sequence = (timeout: string): string => `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: checkout }
spec:
  steps:
    - ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: reserve }
      delivery: { timeout: ${timeout}, ${SINK} }
    - ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge }
      delivery: { retry: 5, backoffPolicy: exponential, backoffDelay: PT1S, ${SINK} }
`;
const ORDERS = SHOP.replace(
  "eventing.knative.dev/v1, kind: Broker, name: orders",
  "flows.knative.dev/v1, kind: Sequence, name: checkout",
);
const SERVICES = documents(...["reserve", "charge", "failures"].map((name) => serviceObject(name)));

/**
 * A `timeout` that is over before what it waits for: a leg's timeout also bounds its reply and everything behind a
 * Broker or Channel that delivers before it answers. When it fires, the request in flight there is cancelled, retries
 * stop and the dead-letter sink behind is never called.
 */
export const callerGivesUpFirst = defineRule({
  code: "caller-gives-up-first",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §6.3, §6.4",
  example: {
    bad: documents(ORDERS, sequence("PT5S"), SERVICES),
    good: documents(ORDERS, sequence("PT60S"), SERVICES),
  },
  *check(graph, facts) {
    const seen = new Set<string>();
    for (const hop of graph.hops) {
      const leg = facts.worst.leg(hop);
      const cut = leg?.cutShort.find(({ byWaitsAlone }) => byWaitsAlone);
      const at = hop.delivery.timeout?.origin;
      if (leg === undefined || leg.assumed || cut === undefined || at === undefined || seen.has(originKey(at)))
        continue;
      seen.add(originKey(at));
      yield toFinding(hop, cut, at, facts);
    }
  },
});

function toFinding(hop: Hop, { endpoint: behind, part, needs }: CutShort, at: Finding["at"], facts: Facts): Finding {
  const endpoint = facts.endpoint(behind);
  const place = endpoint === undefined ? behind : called(endpoint);
  const what = part === "reply" ? "its reply to" : part === "dead-letter" ? "its dead letter to" : "";
  return {
    at,
    message: `${calledHop(hop)} waits ${hop.delivery.timeout?.value ?? ""} for ${what === "" ? place : `${what} ${place}`}, and the retries behind it take ${spanText(needs.waitMs)}: the event that fails there is cut off, not retried further and not dead-lettered there.`,
    mend: `Allow more than ${spanText(needs.waitMs)} and the time the steps themselves take, or retry less behind it.`,
    notes: ["Answers come only when everything behind is done."],
  };
}
