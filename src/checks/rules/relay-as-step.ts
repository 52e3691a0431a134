import type { Endpoint, Hop } from "../../graph/index.ts";
import { documents, serviceObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { called, calledHop } from "../wording.ts";

const sequence = (first: string): string => `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: orders }
spec:
  steps:
    - ref: ${first}
      delivery: { deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } }
    - ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: pack }
      delivery: { deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } }
`;
const AUDIT = `
apiVersion: messaging.knative.dev/v1
kind: Channel
metadata: { name: audit }
---
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: { name: audit }
spec:
  channel: { apiVersion: messaging.knative.dev/v1, kind: Channel, name: audit }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge } }
  delivery: { deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } }
`;
const REST = documents(AUDIT, serviceObject("charge"), serviceObject("pack"), serviceObject("failures"));

/**
 * A Broker, Channel, Sequence, Parallel or JobSink where an answer is waited for: as a step that is not the last, as a
 * Parallel's filter, as the subscriber of a Subscription with a reply. It answers 202 without an event, so the flow
 * ends there, with success.
 */
export const relayAsStep = defineRule({
  code: "relay-as-step",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §5.2, §5.3, §11.3",
  example: {
    bad: documents(sequence("{ apiVersion: messaging.knative.dev/v1, kind: Channel, name: audit }"), REST),
    good: documents(sequence("{ apiVersion: serving.knative.dev/v1, kind: Service, name: charge }"), REST),
  },
  *check(graph, facts) {
    for (const hop of graph.hops) {
      if (hop.kind !== "subscription" || hop.to === undefined || hop.reply === undefined) continue;
      const target = facts.endpoint(hop.to.endpoint);
      if (target === undefined || !neverAnswers(target)) continue;
      const next = facts.endpoint(hop.reply.endpoint);
      const after = next === undefined ? "what comes after it" : calledNext(next, hop);
      yield {
        at: hop.to.origin,
        message: `${called(target)} answers 202 without an event, so nothing ever goes from ${calledHop(hop)} to ${after}: the flow ends here, with success.`,
        mend: `Put a Service here that replies with the event to go on, and send to ${called(target)} on a way of its own: a second Subscription, or a branch.`,
      };
    }
  },
});

/** What is known to give every sender an answer without an event. A Service that replies nothing says so itself. */
function neverAnswers(endpoint: Endpoint): boolean {
  if (endpoint.kind === "broker" || endpoint.kind === "channel") return true;
  return (endpoint.kind === "sink" || endpoint.kind === "external") && endpoint.replies?.length === 0;
}

function calledNext(next: Endpoint, { origin }: Hop): string {
  const { object } = next.origin;
  // The channels of a Sequence or Parallel have names that nobody wrote.
  const isInside = object !== undefined && object.kind === origin.object?.kind && object.name === origin.object.name;
  return isInside ? "the step after it" : called(next);
}
