import type { Hop } from "../../graph/index.ts";
import { documents, serviceObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { called, calledHop } from "../wording.ts";

const CHANNEL = (name: string): string => `
apiVersion: messaging.knative.dev/v1
kind: InMemoryChannel
metadata: { name: ${name} }
spec:
  delivery: { deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } }
`;
const subscription = (name: string, channel: string, reply: string): string => `
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: { name: ${name} }
spec:
  channel: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, name: ${channel} }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${name} } }${reply}
`;
const TO_RECEIPTS = `
  reply: { ref: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, name: receipts } }`;
const REST = [
  CHANNEL("orders"),
  CHANNEL("receipts"),
  subscription("charge", "orders", TO_RECEIPTS),
  subscription("print", "receipts", ""),
  serviceObject("print"),
  serviceObject("failures"),
];

/**
 * A reply that is wired, and a step that states to reply nothing: what stands behind the reply waits in vain. The
 * replies of Triggers go back to their Broker whether or not anybody wants them, so only a written `reply` counts, and
 * the steps of a Sequence that others follow.
 */
export const replyNeverComes = defineRule({
  code: "reply-never-comes",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §5.2, §6.2",
  example: {
    bad: documents(...REST, serviceObject("charge", { accepts: "shop.order.placed", replies: "" })),
    good: documents(...REST, serviceObject("charge", { accepts: "shop.order.placed", replies: "shop.receipt" })),
  },
  *check(graph, facts) {
    for (const hop of graph.hops) {
      const step = silentStep(hop) && hop.to ? facts.endpoint(hop.to.endpoint) : undefined;
      const behind = hop.reply && facts.endpoint(hop.reply.endpoint);
      if (step?.kind !== "subscriber" || step.stated?.replies === undefined || step.replies?.length !== 0) continue;
      yield {
        at: step.stated.replies,
        message: `${called(step)} states that it replies nothing, and ${calledHop(hop)} sends its replies on to ${behind === undefined ? "the next step" : called(behind)}, which waits in vain.`,
        mend: "State what the step replies, or end the flow here: remove the reply, or the steps that follow.",
      };
    }
  },
});

/** Whether a leg carries replies on because somebody wrote it. */
function silentStep({ kind, reply }: Hop): boolean {
  return kind === "subscription" && reply !== undefined;
}
