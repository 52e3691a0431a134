import type { Hop } from "../../graph/index.ts";
import { documents, SHOP, serviceObject } from "../example-objects.ts";
import { losesFailures } from "../lost-failures.ts";
import { defineRule } from "../rule.ts";
import { calledHop } from "../wording.ts";

/** More requests than this to one step for one event come of no plan. */
const BOUND = 1000;

const SINK = "deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } }";
const TIMEOUTS = { reserve: "PT240S", charge: "PT60S", pack: "PT20S", ship: "PT5S" };
const sequence = (retry: number): string => `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: checkout }
spec:
  steps:${Object.entries(TIMEOUTS)
    .map(
      ([name, timeout]) => `
    - ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${name} }
      delivery: { retry: ${retry}, backoffPolicy: exponential, backoffDelay: PT0.1S, timeout: ${timeout}, ${SINK} }`,
    )
    .join("")}
`;
const ORDERS = SHOP.replace(
  "eventing.knative.dev/v1, kind: Broker, name: orders",
  "flows.knative.dev/v1, kind: Sequence, name: checkout",
);
const SERVICES = documents(...[...Object.keys(TIMEOUTS), "failures"].map((name) => serviceObject(name)));

/**
 * Legs that wait for each other and all retry: when the last is slow, the time of every leg before runs out too, and
 * each sends again. The requests to the last step are the product of all attempts. Where the cause is a missing
 * dead-letter sink, that is the finding, and the product a note on it.
 */
export const nestedRetries = defineRule({
  code: "nested-retries",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §6.4",
  example: {
    bad: documents(ORDERS, sequence(5), SERVICES),
    good: documents(ORDERS, sequence(2), SERVICES),
  },
  *check(graph, facts) {
    const { worst } = facts;
    const worsts = graph.hops.flatMap((hop) => {
      const leg = worst.leg(hop);
      return leg !== undefined && !leg.assumed && leg.chain.length > 1 && leg.chainedAttempts > BOUND
        ? [{ hop, leg }]
        : [];
    });
    // A leg in the middle of a longer chain is part of that chain's finding.
    const inner = new Set<Hop>(worsts.flatMap(({ leg: { chain } }) => chain.slice(0, -1)));
    const seen = new Set<Hop>();
    for (const { hop, leg } of worsts) {
      const [first] = leg.chain;
      if (first === undefined || inner.has(hop) || seen.has(first)) continue;
      if (leg.chain.some((one) => losesFailures(one, facts))) continue;
      seen.add(first);
      const factors = leg.chain.map((one) => `${calledHop(one)} ${worst.leg(one)?.attempts ?? 1} times`);
      yield {
        at: hop.delivery.retry?.origin ?? hop.origin,
        message: `While ${calledHop(hop)} is slow, one event is sent there up to ${leg.chainedAttempts.toLocaleString("en")} times: each leg before it waits for the answer, runs out of time and retries too.`,
        mend: "Retry on one of the legs only, or allow the legs before more time than those behind them need.",
        notes: [`The attempts multiply: ${factors.join(", ")}.`],
      };
    }
  },
});
