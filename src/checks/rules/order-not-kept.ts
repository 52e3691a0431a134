import { deliveryTraits } from "../../delivery/index.ts";
import { textAt } from "../../graph/read.ts";
import type { Hop, Origin, WrittenObject } from "../../graph/index.ts";
import { documents, serviceObject, SHOP } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop } from "../wording.ts";

const KAFKA_ORDER = "kafka.eventing.knative.dev/delivery.order";
const RABBIT_PARALLELISM = "rabbitmq.eventing.knative.dev/parallelism";

const SINK =
  "{ retry: 3, backoffPolicy: exponential, backoffDelay: PT1S, deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } }";
const broker = (brokerClass: string): string => `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: orders, annotations: { eventing.knative.dev/broker.class: ${brokerClass} } }
spec:
  config: { apiVersion: v1, kind: ConfigMap, name: ${brokerClass === "Kafka" ? "kafka-broker-config" : "config-br-default-channel"}, namespace: knative-eventing }
  delivery: ${SINK}
`;
const TRIGGER = `
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: charge, annotations: { ${KAFKA_ORDER}: ordered } }
spec:
  broker: orders
  filter: { attributes: { type: shop.order.placed } }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge } }
`;
const REST = documents(
  SHOP,
  TRIGGER,
  serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
  serviceObject("failures"),
);

/**
 * Order that is asked for and not kept: the annotation stands on a Trigger of a Broker that does not know it, or what
 * the Trigger delivers in order goes on over legs that keep none.
 */
export const orderNotKept = defineRule({
  code: "order-not-kept",
  severity: { dev: "warning", production: "error" },
  source: "knative/sources.md §1.4, §2.2; knative/eventing.md §6.4",
  example: {
    bad: documents(broker("MTChannelBasedBroker"), REST),
    good: documents(broker("Kafka"), REST),
  },
  *check(graph, facts) {
    const objects = new Map(graph.objects.map((object) => [object.key, object]));
    for (const hop of graph.hops) {
      const demand = demandOf(hop, objects);
      if (demand === undefined) continue;
      const finding = notHonoured(hop, demand, facts) ?? lostBehind(hop, demand, objects, facts);
      if (finding !== undefined) yield finding;
    }
  },
});

interface Demand {
  readonly annotation: string;
  readonly value: string;
  readonly at: Origin;
}

/** What a Trigger asks for in its annotations. */
function demandOf(hop: Hop, objects: ReadonlyMap<string, WrittenObject>): Demand | undefined {
  const object = hop.kind === "trigger" ? objects.get(hop.id) : undefined;
  if (object === undefined) return undefined;
  for (const [annotation, wanted] of [
    [KAFKA_ORDER, "ordered"],
    [RABBIT_PARALLELISM, "1"],
  ] as const) {
    const value = object.annotations[annotation];
    if (value === wanted) return { annotation, value, at: object.origin(`metadata.annotations[${annotation}]`) };
  }
  return undefined;
}

function notHonoured(hop: Hop, { annotation, value, at }: Demand, { endpoint }: Facts): Finding | undefined {
  const from = endpoint(hop.from);
  if (from?.kind !== "broker") return undefined;
  const { ordering } = deliveryTraits(from.brokerClass);
  if (ordering.value === "unknown" || ordering.value.annotation === annotation) return undefined;
  if (ordering.value.byDefault === "ordered") return undefined;
  return {
    at,
    message: `${calledHop(hop)} asks for order (${annotation}: ${value}), which ${called(from)} of class ${from.brokerClass} does not know: slow and retried events are overtaken by later ones.`,
    mend: "Use a Broker class that keeps order, such as Kafka, or let the step put events in order itself.",
  };
}

/** The first Broker or Channel behind it whose legs are known to keep no order, while nobody waits for the answer. */
function lostBehind(
  hop: Hop,
  { at }: Demand,
  objects: ReadonlyMap<string, WrittenObject>,
  { endpoint, hopsFrom }: Facts,
): Finding | undefined {
  const behind = hop.to && endpoint(hop.to.endpoint);
  if (behind?.kind !== "broker" && behind?.kind !== "channel") return undefined;
  const { ordering, acknowledgesBeforeDelivery } = deliveryTraits(
    behind.kind === "broker" ? behind.brokerClass : behind.channelKind,
  );
  if (ordering.value === "unknown" || ordering.value.byDefault === "ordered") return undefined;
  // One that answers when all is done gets the next event only then.
  if (!behind.async && acknowledgesBeforeDelivery.value === false) return undefined;
  const { annotation } = ordering.value;
  const loose = hopsFrom(behind.id).find((leg) => {
    const asked = annotation === undefined ? undefined : textAt(objects.get(leg.id)?.annotations, annotation);
    return asked !== "ordered";
  });
  if (loose === undefined) return undefined;
  return {
    at,
    message: `${calledHop(hop)} delivers in order to ${called(behind)}, from where ${calledHop(loose)} delivers without order: slow and retried events are overtaken by later ones.`,
    mend: `Ask for order on ${calledHop(loose)} too${annotation === undefined ? ", over a Broker class that keeps it" : ` (${annotation}: ordered)`}.`,
  };
}
