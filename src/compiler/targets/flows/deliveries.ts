import type { Flow, FlowDelivery, PublishNode, StepNode } from "../../flow.ts";
import { ordered, pipelineDelivery, SHIPPED } from "../inherited-delivery.ts";

/**
 * What reaches a step, all of it written on its leg: a Subscription with a delivery of its own takes nothing from its
 * channel but the dead-letter sink (eventing.md §5.5). Without one on Pipeline or step it is what a Broker as shipped
 * gives, so that a flow is retried alike on both targets.
 */
export function legDelivery(flow: Flow, { delivery }: StepNode | PublishNode): FlowDelivery {
  return ordered({ ...inherited(flow), ...delivery });
}

/**
 * What reaches the legs inside a Parallel that hand events to its branches. They can carry none of their own and take
 * the channels' (eventing.md §5.3). A `timeout` is left out: such a leg waits for its whole branch with all retries,
 * and a limit meant for one attempt would cut those off before their dead-letter sink is asked (§6.3, last item).
 */
export function relayDelivery(flow: Flow): FlowDelivery {
  const { timeout: _timeout, ...rest } = inherited(flow);
  return ordered(rest);
}

function inherited(flow: Flow): FlowDelivery {
  return pipelineDelivery(flow) ?? SHIPPED;
}
