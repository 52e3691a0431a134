import { type RetryFields, retryPolicy } from "../../delivery/index.ts";
import { textAt, tryMappingAt } from "../../graph/read.ts";
import type { EventGraph, Origin } from "../../graph/index.ts";
import { documents, serviceObject, SHOP } from "../example-objects.ts";
import { originKey } from "../origin-key.ts";
import { retryFields } from "../retry-fields.ts";
import { defineRule } from "../rule.ts";
import { calledOrigin } from "../wording.ts";

const channel = (delay: string): string => `
apiVersion: messaging.knative.dev/v1
kind: InMemoryChannel
metadata: { name: orders }
spec:
  delivery:
    retry: 3
    backoffPolicy: exponential
    backoffDelay: ${delay}
    deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } }
`;
const REST = documents(
  SHOP.replace("eventing.knative.dev/v1, kind: Broker", "messaging.knative.dev/v1, kind: InMemoryChannel"),
  `
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: { name: charge }
spec:
  channel: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, name: orders }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge } }
`,
  serviceObject("charge"),
  serviceObject("failures"),
);

/**
 * A duration that cannot be read in the delivery of an InMemoryChannel, which no webhook looks at, written there or in
 * a channel template: the channel gets no handler, and its address answers 500 to every event.
 */
export const unusableChannelDelivery = defineRule({
  code: "unusable-channel-delivery",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §4.4",
  example: { bad: documents(channel("1s"), REST), good: documents(channel("PT1S"), REST) },
  *check(graph) {
    const seen = new Set<string>();
    for (const { fields, origin } of uncheckedDeliveries(graph)) {
      const { unreadable } = retryPolicy(fields);
      if (unreadable === undefined || seen.has(originKey(origin))) continue;
      seen.add(originKey(origin));
      const { field } = unreadable;
      yield {
        at: origin,
        field: `${origin.field ?? "spec.delivery"}.${field}`,
        message: `${field} is ${JSON.stringify(fields[field])}, which is no ISO 8601 duration. Nobody refuses it, but the channel of ${calledOrigin(origin) ?? "this object"} then has no handler: it answers 500 to every event.`,
        mend: "Write it like PT1S, PT30S or PT1M30S.",
      };
    }
  },
});

interface Unchecked {
  readonly fields: RetryFields;
  readonly origin: Origin;
}

/** The deliveries that reach an InMemoryChannel and that no webhook has seen. */
function* uncheckedDeliveries({ objects, endpoints }: EventGraph): Iterable<Unchecked> {
  for (const { groupKind, spec, origin } of objects) {
    if (groupKind === "messaging.knative.dev/InMemoryChannel") {
      yield* read(spec, origin("spec.delivery"));
    } else if (textAt(spec, "channelTemplate", "kind") === "InMemoryChannel") {
      yield* read(tryMappingAt(spec, "channelTemplate", "spec"), origin("spec.channelTemplate.spec.delivery"));
    }
  }
  for (const endpoint of endpoints) {
    if (endpoint.kind !== "broker" || endpoint.channelKind !== undefined) continue;
    const delivery = endpoint.channelDelivery;
    if (delivery?.origin !== undefined) yield { fields: retryFields(delivery), origin: delivery.origin };
  }
}

function* read(spec: unknown, origin: Origin): Iterable<Unchecked> {
  const delivery = tryMappingAt(spec, "delivery");
  if (delivery === undefined) return;
  const fields: Record<string, string> = {};
  for (const name of ["backoffPolicy", "backoffDelay", "timeout", "retryAfterMax"]) {
    const text = textAt(delivery, name);
    if (text !== undefined) fields[name] = text;
  }
  yield { fields, origin };
}
