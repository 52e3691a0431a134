import type { Hop, Target } from "../../graph/index.ts";
import { BROKER, documents, serviceObject, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop, calledOrigin, list } from "../wording.ts";

const NIGHTLY = `
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: nightly }
spec:
  schedule: "0 3 * * *"
  sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }
`;
const policy = (source: string): string => `
apiVersion: eventing.knative.dev/v1alpha1
kind: EventPolicy
metadata: { name: orders-in }
spec:
  to: [{ ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }]
  from: [{ ref: { apiVersion: sources.knative.dev/v1, kind: PingSource, name: ${source} } }]
`;
const HOURLY = NIGHTLY.replace("name: nightly", "name: hourly").replace('"0 3 * * *"', '"0 * * * *"');
const REST = documents(
  BROKER,
  triggerObject("charge", "dev.knative.sources.ping"),
  serviceObject("charge", { accepts: "dev.knative.sources.ping", replies: "" }),
  serviceObject("failures"),
);

/**
 * A request that a Broker or Channel refuses with 403 by the EventPolicies of the cluster or its default mode. Only
 * while `sluice.yaml` says that `authentication-oidc` is enabled: otherwise Knative asks nobody who they are.
 */
export const refusedDelivery = defineRule({
  code: "refused-delivery",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §9",
  example: {
    bad: documents(NIGHTLY, HOURLY, policy("nightly"), REST),
    good: documents(NIGHTLY, policy("nightly"), REST),
    settings: { eventingFeatures: { "authentication-oidc": "enabled" } },
  },
  *check(graph, facts) {
    const faults = new Map<string, Refused[]>();
    for (const hop of graph.hops) {
      for (const [target, what] of requestsOf(hop)) {
        if (target?.authorization?.verdict !== "refused") continue;
        // Legs that share an inherited dead-letter sink share its fault.
        const key = what === "Dead letters" ? `${hop.from} ${target.endpoint}` : `${hop.id} ${what}`;
        const group = faults.get(key);
        if (group === undefined) faults.set(key, [{ hop, target, what }]);
        else group.push({ hop, target, what });
      }
    }
    for (const [first, ...others] of faults.values()) if (first !== undefined) yield toFinding(first, others, facts);
  },
});

interface Refused {
  readonly hop: Hop;
  readonly target: Target;
  readonly what: "Events" | "Replies" | "Dead letters";
}

function requestsOf(hop: Hop): readonly (readonly [Target | undefined, Refused["what"]])[] {
  return [
    [hop.to, "Events"],
    [hop.reply, "Replies"],
    [hop.delivery.deadLetterSink, "Dead letters"],
  ];
}

function toFinding({ hop, target, what }: Refused, others: readonly Refused[], facts: Facts): Finding {
  const receiver = facts.endpoint(target.endpoint);
  const place = receiver === undefined ? target.endpoint : called(receiver);
  const { policy, mode } = target.authorization ?? {};
  const named = policy === undefined ? undefined : calledOrigin(policy);
  const why =
    named === undefined
      ? `no EventPolicy applies to it, and the default mode ${mode ?? "of the cluster"} does not let this sender in`
      : `${named} applies to it, and neither that nor another EventPolicy names this sender`;
  return {
    at: target.origin,
    message: `${what} from ${calledHop(hop)} are refused by ${place} with 403: ${why}.`,
    mend: `Name the sender in the \`from\` of an EventPolicy for ${place}.`,
    notes: [
      "A 403 is not sent again.",
      ...(others.length === 0 ? [] : [`The same holds for ${list(others.map((other) => calledHop(other.hop)))}.`]),
    ],
  };
}
