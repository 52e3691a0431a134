import type { Hop } from "../../graph/index.ts";
import { documents, serviceObject } from "../example-objects.ts";
import { lawOf } from "../delivery-law.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop, list } from "../wording.ts";

const channel = (name: string): string => `
apiVersion: messaging.knative.dev/v1
kind: InMemoryChannel
metadata: { name: ${name} }
spec:
  delivery:
    retry: 3
    backoffPolicy: exponential
    backoffDelay: PT1S
    timeout: PT30S
    deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } }
`;
const SUBSCRIPTION = `
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: { name: charge }
spec:
  channel: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, name: orders }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge } }
  reply: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: receipts } }
`;
const SERVICES = ["charge", "receipts", "failures"].map((name) => serviceObject(name));

/**
 * A reply that a channel carries on, in a Subscription, a Sequence or a Parallel. An answer that is no event, a text or
 * a page of an error handler with status 200, is thrown away there and counts as success: nothing is retried, nothing
 * dead-lettered, and the steps behind get nothing. A Broker refuses such an answer. Asked for in production only.
 */
export const badReplyVanishes = defineRule({
  code: "bad-reply-vanishes",
  severity: { dev: "off", production: "warning" },
  source: "knative/eventing.md §6.2, §6.7",
  example: {
    bad: documents(channel("orders"), SUBSCRIPTION, ...SERVICES),
    good: documents(channel("orders"), SUBSCRIPTION.replace(/ {2}reply: .*\n/, ""), ...SERVICES),
    settings: { rules: { "in-memory-channel": "off" } },
  },
  *check(graph, facts) {
    const owners = new Map<string, Hop[]>();
    for (const hop of graph.hops) {
      if (!isHazard(hop, facts)) continue;
      const { object } = hop.origin;
      const key = `${object?.kind ?? ""} ${object?.namespace ?? ""} ${object?.name ?? hop.id}`;
      const known = owners.get(key);
      if (known === undefined) owners.set(key, [hop]);
      else known.push(hop);
    }
    for (const hops of owners.values()) yield toFinding(hops, facts);
  },
});

function isHazard({ kind, reply, to, from, unresolved }: Hop, facts: Facts): boolean {
  if (kind !== "subscription" || reply === undefined || unresolved) return false;
  const step = to && facts.endpoint(to.endpoint);
  if (step === undefined || step.kind === "broker" || step.kind === "channel" || step.replies?.length === 0)
    return false;
  return lawOf(facts.endpoint(from)) === "InMemoryChannel";
}

function toFinding(hops: readonly Hop[], facts: Facts): Finding {
  const [first] = hops;
  if (first === undefined) throw new Error("Broken invariant of Sluice: an owner without legs.");
  const steps = [...new Set(hops.flatMap(({ to }) => (to && facts.endpoint(to.endpoint)) ?? []))].map(called);
  const object = first.origin.object;
  const own =
    object?.kind === "Subscription" || object === undefined ? calledHop(first) : `${object.kind} ${object.name}`;
  return {
    at: first.origin,
    field: object?.kind === "Subscription" ? "spec.reply" : "",
    message: `Where ${list(steps)} on ${own} ${steps.length === 1 ? "answers" : "answer"} 200 with something that is no event, the channel throws the answer away and calls that success: nobody behind gets anything, and nothing is retried or dead-lettered.`,
    mend: "Let each step reply with an event or fail with a status, and acknowledge this with that reason; or run the flow on a Broker or the shim, which refuse such an answer.",
  };
}
