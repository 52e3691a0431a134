import type { Flow, FlowDelivery } from "../../flow.ts";
import { ordered, pipelineDelivery, SHIPPED } from "../inherited-delivery.ts";
import type { CarryingBroker } from "../target.ts";
import type { Leg } from "../positions.ts";

/**
 * What a Trigger carries; undefined where it leaves all to its Broker. A Trigger with any delivery loses the Broker's
 * retry, backoff and timeout (eventing.md §5.5), so one that differs in a single field carries all of them.
 *
 * A delivery with only a dead-letter sink on a step keeps the retries that way, where Knative alone would drop them.
 */
export function triggerDelivery(flow: Flow, { node }: Leg, broker: CarryingBroker): FlowDelivery | undefined {
  const inherited = inheritedDelivery(flow, broker);
  const asked = { ...(broker.own ? formatOf(flow.delivery) : flow.delivery), ...node.delivery };
  const effective = ordered({ ...inherited, ...asked });
  return sameDelivery(effective, ordered(inherited)) ? undefined : effective;
}

/** What a Trigger without delivery gets, as far as anybody knows. */
function inheritedDelivery(flow: Flow, broker: CarryingBroker): FlowDelivery {
  if (broker.own) return pipelineDelivery(flow) ?? SHIPPED;
  if (broker.delivery === undefined) return {};
  if (broker.delivery === "none") return SHIPPED;
  // The Broker's dead-letter sink stays in force by itself (eventing.md §5.5, last item); its format never was.
  const { format: _format, deadLetterSink: _deadLetterSink, ...rest } = broker.delivery;
  return rest;
}

function formatOf(delivery: FlowDelivery | undefined): FlowDelivery {
  return delivery?.format === undefined ? {} : { format: delivery.format };
}

function sameDelivery(a: FlowDelivery, b: FlowDelivery): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
