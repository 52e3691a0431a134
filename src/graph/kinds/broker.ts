import { objectKey } from "../../manifests/manifest.ts";
import { SHIPPED_CONFIG } from "../../manifests/defaults/broker.ts";
import { brokerChannelTemplate } from "../../manifests/lowering/index.ts";
import { systemUrl } from "../addresses.ts";
import { NO_DELIVERY, readDelivery } from "../delivery.ts";
import { endpointBase } from "../endpoint-base.ts";
import { parsesAsTrue } from "../go-bool.ts";
import type { BrokerEndpoint } from "../graph.ts";
import type { GraphObject } from "../graph-object.ts";
import { textAt, tryMappingAt } from "../read.ts";
import type { GraphKind, KindContext } from "./graph-kind.ts";

const CLASS = "eventing.knative.dev/broker.class";
const IN_MEMORY = "InMemoryChannel";
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
  endpoint(object, context) {
    const { settings, resolver } = context;
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
      ...channelBehind(object, context),
      ...(written?.unresolved ? { unresolved: true } : {}),
    };
  },
};

/** What the Broker's config says of its channel (§5.4). */
function channelBehind(
  object: GraphObject,
  { object: find, resolver }: KindContext,
): Pick<BrokerEndpoint, "channelDelivery" | "channelKind" | "unknownConfig" | "unresolved"> {
  const ref = tryMappingAt(object.spec, "config");
  const name = textAt(ref, "name");
  if (name === undefined) return {};
  const kind = textAt(ref, "kind") ?? "";
  const apiVersion = textAt(ref, "apiVersion") ?? "";
  const config = find(objectKey({ apiVersion, kind, name, namespace: textAt(ref, "namespace") ?? object.namespace }));
  if (config === undefined) return kind === "ConfigMap" && name === SHIPPED_CONFIG.name ? {} : { unknownConfig: true };
  const template = brokerChannelTemplate(object.manifest, config.manifest);
  // Without a template there is no channel, and the Broker never becomes ready. Other classes read something else.
  if (typeof template === "string") {
    return (object.annotations[CLASS] ?? DEFAULT_CLASS) === DEFAULT_CLASS ? { unresolved: true } : {};
  }
  const { kind: channelKind } = template;
  const delivery = tryMappingAt(template.spec, "delivery");
  const written = readDelivery(config, "data[channel-template-spec]", delivery, resolver);
  return {
    ...(channelKind === IN_MEMORY ? {} : { channelKind }),
    ...(written === undefined ? {} : { channelDelivery: written.delivery }),
    ...(written?.unresolved ? { unresolved: true } : {}),
  };
}
