import { type Flow, legNames, nodesIn } from "../../flow.ts";
import { triggerFilter } from "../broker/lower.ts";
import { ordered, pipelineDelivery, SHIPPED } from "../inherited-delivery.ts";
import { typesOf } from "../positions.ts";
import type { CarryingBroker, Lowered, LoweredObject, ShimContext } from "../target.ts";
import { writtenDelivery, writtenMetadata } from "../written.ts";
import { budgetMs } from "./budget.ts";
import { planShim, type ShimPlan } from "./plan.ts";
import { contractsInside, routeDelivery, routeSteps } from "./route-steps.ts";
import { SERVICE, shimService } from "./service.ts";

export { SHIM_FOLDER } from "./service.ts";

/** The id of the shim's Service below the Pipeline. */
export const SHIM_ID = "shim";
const TRIGGER_ID = "trigger";

/**
 * The whole flow as one route, `fuse`, in one Service. Events enter by the Service itself, or by a Trigger on a given
 * Broker; either repeats an event that the shim did not answer, so nothing is lost while it works.
 */
export function lower(flow: Flow, context: ShimContext): Lowered {
  const { table, sends, destinations } = planFlow(flow, context);
  const work = {
    table,
    sends,
    needsJsonata: [...nodesIn(flow.nodes)].some(({ kind }) => kind === "map"),
    accepts: flow.carries,
    replies: [],
    externals: destinations.externals,
  };
  const service: LoweredObject = {
    id: SHIM_ID,
    delivers: legNames(flow.nodes),
    declares: contractsInside(flow.carries, flow.nodes),
    manifest: shimService(work, context),
  };
  return {
    manifests: context.broker === undefined ? [service] : [service, triggerOn(context.broker, flow, context)],
    declares: flow.carries,
    // What is thrown away is so inside: everything that enters is taken.
    discards: [],
    entry: SHIM_ID,
  };
}

/** The flow as one route. */
export function planFlow(flow: Flow, context: ShimContext): ShimPlan {
  return planShim(flow, { id: SHIM_ID, at: flow.path }, context, (writer) => ({
    "/": {
      mode: "fuse",
      budgetMs: budgetMs(context.hosting.timeoutSeconds * 1000),
      ...(flow.delivery === undefined ? {} : { delivery: routeDelivery(flow.delivery, writer.destinations) }),
      flow: routeSteps(flow.nodes, writer),
    },
  }));
}

/**
 * The Trigger that hands the flow its events. Its attempts take as long as the shim may work: a shorter `timeout`, meant
 * for one step, would repeat what is still going on.
 */
function triggerOn(broker: CarryingBroker, flow: Flow, context: ShimContext): LoweredObject {
  const inherited = pipelineDelivery(flow) ?? (typeof broker.delivery === "object" ? broker.delivery : SHIPPED);
  const { format: _format, ...rest } = inherited;
  const delivery = ordered({ ...rest, timeout: `PT${context.hosting.timeoutSeconds}S` });
  return {
    id: TRIGGER_ID,
    delivers: [],
    manifest: {
      apiVersion: "eventing.knative.dev/v1",
      kind: "Trigger",
      metadata: writtenMetadata(broker.namespace, [], [broker.external, delivery.deadLetterSink?.external]),
      spec: {
        broker: broker.name,
        ...triggerFilter({ types: typesOf(flow.carries), attributes: {}, filters: [] }),
        subscriber: { ref: { ...SERVICE, name: context.nameOf(SHIM_ID, SERVICE) } },
        delivery: writtenDelivery(delivery),
      },
    },
  };
}
