import type { Flow, FlowDelivery, PublishNode, StepNode } from "../flow.ts";
import { ordered, pipelineDelivery, SHIPPED } from "./inherited-delivery.ts";

/**
 * What reaches a step, all of it written on its leg: a Subscription with a delivery of its own takes nothing from its
 * channel but the dead-letter sink (eventing.md §5.5). Without one on Pipeline or step it is what a Broker as shipped
 * gives, so that a flow is retried alike on every target that Knative carries.
 */
export function legDelivery(flow: Flow, { delivery }: Pick<StepNode | PublishNode, "delivery">): FlowDelivery {
  return ordered({ ...inheritedOnChannels(flow), ...delivery });
}

/** The Pipeline's delivery as channels carry it. */
export function inheritedOnChannels(flow: Flow): FlowDelivery {
  return pipelineDelivery(flow) ?? SHIPPED;
}
