import { ACCEPTS, REPLIES } from "../../manifests/annotations.ts";
import { serviceUrl } from "../addresses.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { GraphKind } from "./graph-kind.ts";

/**
 * A Kubernetes Service, which is addressable by its name alone (eventing.md §3.2). Contracts and the way to start it
 * may stand on the workload it selects.
 */
export const coreService: GraphKind = {
  groupKinds: ["/Service"],
  addresses: (object, { settings }) => [
    [object.key, { endpoint: object.key, url: serviceUrl(object.name, object.namespace, settings) }],
  ],
  endpoint: (object, { settings, workloads }) => ({
    kind: "subscriber",
    ...endpointBase(object, settings, {
      url: serviceUrl(object.name, object.namespace, settings),
      fallback: workloads.selectedBy(object),
    }),
  }),
  onlyWhenReferenced: ({ annotations }) => annotations[ACCEPTS] === undefined && annotations[REPLIES] === undefined,
};
