import { systemUrl } from "../addresses.ts";
import { NO_DELIVERY, readDelivery } from "../delivery.ts";
import { endpointBase } from "../endpoint-base.ts";
import { parsesAsTrue } from "../go-bool.ts";
import type { GraphKind } from "./graph-kind.ts";

const CLASS = "eventing.knative.dev/broker.class";
const DEFAULT_CLASS = "MTChannelBasedBroker";

/**
 * A Broker's ingress (eventing.md §5.4, §8.1). Brokers of every class get the address of the class that Knative ships:
 * other classes publish theirs in the cluster only.
 */
export const broker: GraphKind = {
  groupKinds: ["eventing.knative.dev/Broker"],
  addresses: (object, { settings }) => [
    [object.key, { endpoint: object.key, url: systemUrl("broker-ingress", object.namespace, object.name, settings) }],
  ],
  endpoint(object, { settings, resolver }) {
    const written = readDelivery(object, "spec.delivery", object.spec.delivery, resolver);
    return {
      kind: "broker",
      ...endpointBase(object, settings, {
        url: systemUrl("broker-ingress", object.namespace, object.name, settings),
      }),
      replies: [],
      brokerClass: object.annotations[CLASS] ?? DEFAULT_CLASS,
      // Copied to the broker's channel like every annotation of that group (§5.4).
      async: parsesAsTrue(object.annotations["messaging.knative.dev/async-handler"]),
      delivery: written?.delivery ?? NO_DELIVERY,
      ...(written?.unresolved ? { unresolved: true } : {}),
    };
  },
};
