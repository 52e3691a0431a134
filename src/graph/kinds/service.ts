import { serviceUrl } from "../addresses.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { GraphKind } from "./graph-kind.ts";

/** A Knative Service: a subscriber under the name of its own (eventing.md §8.1). */
export const service: GraphKind = {
  groupKinds: ["serving.knative.dev/Service", "serving.knative.dev/Route"],
  addresses: (object, { settings }) => [
    [object.key, { endpoint: object.key, url: serviceUrl(object.name, object.namespace, settings) }],
  ],
  endpoint: (object, { settings }) => ({
    kind: "subscriber",
    ...endpointBase(object, settings, { url: serviceUrl(object.name, object.namespace, settings) }),
  }),
  // A Route matters only where it is named; its Service's contracts are not known from here.
  onlyWhenReferenced: (object) => object.kind === "Route",
};
