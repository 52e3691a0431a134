import { eventTransformChildName } from "../../manifests/lowering/index.ts";
import type { Settings } from "../../manifests/settings.ts";
import { serviceUrl } from "../addresses.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { GraphObject } from "../graph-object.ts";
import { sinkHop } from "../source-hop.ts";
import type { GraphKind } from "./graph-kind.ts";

/**
 * An EventTransform: a subscriber that answers with what its expression makes of the event, or sends that to its own
 * sink (eventing.md §11.1). What the expression makes is unknown unless it is stated.
 */
export const eventTransform: GraphKind = {
  groupKinds: ["eventing.knative.dev/EventTransform"],
  addresses: (object, { settings }) => [[object.key, { endpoint: object.key, url: transformUrl(object, settings) }]],
  endpoint: (object, { settings }) => ({
    kind: "subscriber",
    ...endpointBase(object, settings, { url: transformUrl(object, settings) }),
  }),
  hops: (object, context) => (object.spec.sink === undefined ? [] : sinkHop(object, context)),
};

function transformUrl(object: GraphObject, settings: Settings): string {
  return serviceUrl(eventTransformChildName(object.name), object.namespace, settings);
}
