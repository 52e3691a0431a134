import type { EventGraph } from "../../graph/index.ts";
import { tryMappingAt } from "../../graph/read.ts";
import { BROKER_CLASS, DEFAULT_BROKER_CLASS } from "../../manifests/defaults/broker.ts";
import { deliveriesOf, retriesAsShipped } from "../delivery-law.ts";
import { droppedRetries, refusedRetries } from "../dropped-retries.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { originKey } from "../origin-key.ts";
import { defineRule, type Finding } from "../rule.ts";
import { calledHop, calledOrigin, list } from "../wording.ts";
import { type WrittenDelivery, writtenDeliveries } from "../written-deliveries.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const FAILURES = serviceObject("failures");
const own = `${triggerObject("charge", "shop.order.placed").trimEnd()}
  delivery: { retry: 3, backoffPolicy: exponential, backoffDelay: PT1S, format: json }
`;
const ON_BROKER = BROKER.replace("retry: 3", "retry: 3\n    format: json");

/**
 * Fields of a delivery that are admitted and have no effect where they stand: `format` outside a Trigger, waits without
 * a retry, the delivery of a RequestReply, a Channel's where its template has one, a template's behind a Broker.
 */
export const ignoredDelivery = defineRule({
  code: "ignored-delivery",
  severity: { dev: "warning", production: "warning" },
  source: "knative/eventing.md §5.4, §5.5, §11.2",
  example: {
    bad: documents(ON_BROKER, SHOP, triggerObject("charge", "shop.order.placed"), CHARGE, FAILURES),
    good: documents(BROKER, SHOP, own, CHARGE, FAILURES),
  },
  *check(graph, facts) {
    const templates = new Set(templated(graph));
    for (const written of writtenDeliveries(graph)) {
      if (templates.has(originKey(written.origin))) yield behindTemplate(written);
      else if (written.on === "request-reply") yield onRequestReply(written);
      else if (written.value.format !== undefined && written.on !== "trigger" && !isForeign(written))
        yield format(written);
    }
    yield* waitsAlone(graph, facts);
    yield* behindBrokers(graph);
  },
});

/** Deliveries of Channels whose template has one too. */
function templated({ objects }: EventGraph): readonly string[] {
  return objects.flatMap(({ groupKind, spec, origin }) =>
    groupKind === "messaging.knative.dev/Channel" && tryMappingAt(spec, "channelTemplate", "spec", "delivery")
      ? [originKey(origin("spec.delivery"))]
      : [],
  );
}

/** What a Broker of another class honours is not known. */
function isForeign({ on, object }: WrittenDelivery): boolean {
  return on === "broker" && (object.annotations[BROKER_CLASS] ?? DEFAULT_BROKER_CLASS) !== DEFAULT_BROKER_CLASS;
}

function format(written: WrittenDelivery): Finding {
  const { value, on } = written;
  const name = calledOrigin(written.origin) ?? "it";
  return {
    at: written.originOf("format"),
    message: `format ${JSON.stringify(value.format)} has no effect on ${name}: only a Trigger's own delivery has it, and subscribers get events as they came, in binary mode.`,
    mend:
      on === "broker"
        ? "Write it in the delivery of each Trigger that needs it, together with the retry settings and what else the Broker's delivery says."
        : "Remove it; where a subscriber needs structured events, put a Broker and a Trigger before it.",
  };
}

/** Waits between retries of which there are none; where a retry was dropped for it, that is the finding. */
function* waitsAlone(graph: EventGraph, facts: Facts): Iterable<Finding> {
  const dropped = new Set([
    ...droppedRetries(graph, facts).map(({ origin }) => originKey(origin)),
    ...refusedRetries(graph),
  ]);
  const governed = graph.hops.filter(({ from }) => retriesAsShipped(facts.endpoint(from)));
  for (const { delivery, origin, hops } of deliveriesOf(governed)) {
    if ((delivery.retry?.value ?? 0) > 0 || dropped.has(originKey(origin))) continue;
    const waits = (["backoffPolicy", "backoffDelay", "retryAfterMax"] as const).filter((name) => delivery[name]);
    const [first] = waits;
    if (first === undefined) continue;
    yield {
      at: delivery[first]?.origin ?? origin,
      message: `${list(waits)} ${waits.length === 1 ? "has" : "have"} no effect without retry: an event that fails once on ${list(hops.map(calledHop))} is not sent again.`,
      mend: "Write how often to retry, or remove the waits.",
    };
  }
}

function onRequestReply({ origin }: WrittenDelivery): Finding {
  return {
    at: origin,
    message:
      "The delivery of a RequestReply is not used: it sends the request to its Broker once, and answers 500 when that fails.",
    mend: "Remove it and let the caller send again, or write the delivery on the Triggers of its Broker.",
  };
}

function behindTemplate({ origin }: WrittenDelivery): Finding {
  return {
    at: origin,
    message: `${calledOrigin(origin) ?? "This Channel"} has a delivery, and its channelTemplate has one too, which replaces it as a whole on the channel that carries the events.`,
    mend: "Keep one of both, with everything that is meant.",
  };
}

/** Triggers copy the Broker's delivery; of the channel's own only the dead-letter sink is ever used (eventing.md §5.4). */
function* behindBrokers({ endpoints }: EventGraph): Iterable<Finding> {
  const seen = new Set<string>();
  for (const endpoint of endpoints) {
    if (endpoint.kind !== "broker" || endpoint.channelDelivery?.origin === undefined) continue;
    const { origin, deadLetterSink: _used, specified: _specified, ...rest } = endpoint.channelDelivery;
    const fields = Object.keys(rest);
    if (fields.length === 0 || seen.has(originKey(origin))) continue;
    seen.add(originKey(origin));
    yield {
      at: origin,
      message: `${list(fields)} in the channel template of ${calledOrigin(origin) ?? "this config"} ${fields.length === 1 ? "is" : "are"} never used: Triggers without a delivery copy that of Broker ${endpoint.name}.`,
      mend: "Write them in spec.delivery of the Broker.",
    };
  }
}
