import type { Defaults } from "./context.ts";
import { deliveryWithNamespace, withAnnotation, withNamespace, withSpec } from "./references.ts";

/** The annotation that chooses who implements a Broker. */
export const BROKER_CLASS = "eventing.knative.dev/broker.class";
/** The class that Knative ships as the default. */
export const DEFAULT_BROKER_CLASS = "MTChannelBasedBroker";

/** The config that Knative ships and fills in: InMemoryChannels (eventing.md §4.1, §12.2). */
export const SHIPPED_CONFIG = Object.freeze({
  apiVersion: "v1",
  kind: "ConfigMap",
  name: "config-br-default-channel",
  namespace: "knative-eventing",
});
/** Only where the Broker has no `delivery` at all: writing any, even `{}`, means no retries. */
const SHIPPED_DELIVERY = Object.freeze({ retry: 10, backoffPolicy: "exponential", backoffDelay: "PT0.2S" });

/** What knative-gcp fills in for its own class, which is delivered by Pub/Sub (sources.md §10). */
const GOOGLE_DELIVERY = Object.freeze({ backoffPolicy: "exponential", backoffDelay: "PT1S" });

/** Broker: class, config, delivery with ten retries, namespaces of references (eventing.md §4.1). */
export const defaultBroker: Defaults = (manifest) => {
  const { config, delivery } = manifest.spec ?? {};
  const shippedDelivery =
    manifest.metadata.annotations?.[BROKER_CLASS] === "googlecloud" ? GOOGLE_DELIVERY : SHIPPED_DELIVERY;
  return withSpec(withAnnotation(manifest, BROKER_CLASS, DEFAULT_BROKER_CLASS), {
    config: config === undefined ? SHIPPED_CONFIG : withNamespace(config, manifest),
    delivery: delivery === undefined ? shippedDelivery : deliveryWithNamespace(delivery, manifest),
  });
};
