import { channelServiceName, readChannelTemplate } from "../../manifests/lowering/index.ts";
import type { Settings } from "../../manifests/settings.ts";
import { serviceUrl, unknownUrl } from "../addresses.ts";
import { NO_DELIVERY, readDelivery } from "../delivery.ts";
import { endpointBase } from "../endpoint-base.ts";
import { parsesAsTrue } from "../go-bool.ts";
import type { GraphObject } from "../graph-object.ts";
import type { GraphKind } from "./graph-kind.ts";

const IN_MEMORY = "InMemoryChannel";
/** The channel of knative-gcp, which shares its kind with Knative's own (sources.md §10). */
const PUB_SUB = "messaging.cloud.google.com/Channel";

/**
 * A Channel with the channel behind it, or such a channel alone (eventing.md §4.3, §4.4, §5.6). The two share name
 * and address, so either is reached by a reference to the other.
 */
export const channel: GraphKind = {
  groupKinds: ["messaging.knative.dev/Channel", `messaging.knative.dev/${IN_MEMORY}`, PUB_SUB],
  addresses(object, { settings }) {
    const address = { endpoint: object.key, url: channelUrl(object, settings) };
    const backing = `messaging.knative.dev/${backingKind(object)}/${object.namespace}/${object.name}`;
    return backing === object.key || object.groupKind === PUB_SUB
      ? [[object.key, address]]
      : [
          [object.key, address],
          [backing, address],
        ];
  },
  endpoint(object, { settings, resolver }) {
    const written = readDelivery(object, "spec.delivery", object.spec.delivery, resolver);
    return {
      kind: "channel",
      ...endpointBase(object, settings, { url: channelUrl(object, settings) }),
      replies: [],
      channelKind: backingKind(object),
      // A Channel's annotations are not copied to the channel behind it (§5.6).
      async: object.kind === IN_MEMORY && parsesAsTrue(object.annotations["messaging.knative.dev/async-handler"]),
      delivery: written?.delivery ?? NO_DELIVERY,
      ...(written?.unresolved ? { unresolved: true } : {}),
    };
  },
};

/** The kind that carries the events: the template's of a Channel, as shipped an InMemoryChannel. */
function backingKind(object: GraphObject): string {
  if (object.groupKind === PUB_SUB) return "PubSubChannel";
  return object.kind === "Channel" ? readChannelTemplate(object.spec.channelTemplate).kind : object.kind;
}

function channelUrl(object: GraphObject, settings: Settings): string {
  return backingKind(object) === IN_MEMORY
    ? serviceUrl(channelServiceName(object.name), object.namespace, settings)
    : unknownUrl(object.key);
}
