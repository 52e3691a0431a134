import { isObject } from "../is-object.ts";
import type { Defaults } from "./context.ts";
import { deliveryWithNamespace, destinationWithNamespace, withLabel, withSpec } from "./references.ts";

/** The label by which a Broker's Triggers are found. */
export const BROKER_LABEL = "eventing.knative.dev/broker";

/** Trigger: an empty filter, namespaces of references, the label with the Broker's name (eventing.md §4.2). */
export const defaultTrigger: Defaults = (manifest, { settings }) => {
  const spec = manifest.spec ?? {};
  const defaulted = withSpec(manifest, {
    filter: spec.filter ?? {},
    subscriber: destinationWithNamespace(spec.subscriber, manifest),
    delivery: deliveryWithNamespace(spec.delivery, manifest),
  });
  const crossNamespace = settings.eventingFeatures["cross-namespace-event-links"]?.toLowerCase() === "enabled";
  const byRef = crossNamespace && isObject(spec.brokerRef) ? spec.brokerRef.name : undefined;
  const broker = byRef ?? spec.broker ?? "";
  return typeof broker === "string" && broker !== "" ? withLabel(defaulted, BROKER_LABEL, broker) : defaulted;
};
