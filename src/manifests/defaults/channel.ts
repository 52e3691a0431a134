import type { Defaults } from "./context.ts";
import { deliveryWithNamespace, withAnnotation, withSpec } from "./references.ts";

/** The annotation that says which version of the subscribable type a channel keeps. */
export const SUBSCRIBABLE = "messaging.knative.dev/subscribable";

/** The channel Knative ships as the default. */
export const DEFAULT_CHANNEL_TEMPLATE = Object.freeze({
  apiVersion: "messaging.knative.dev/v1",
  kind: "InMemoryChannel",
});

/** Channel: a template and the dead-letter sink's namespace, which a template of its own takes away (eventing.md §4.3). */
export const defaultChannel: Defaults = (manifest) => {
  const marked = withAnnotation(manifest, SUBSCRIBABLE, "v1");
  if (manifest.spec?.channelTemplate !== undefined) return marked;
  return withSpec(marked, {
    channelTemplate: DEFAULT_CHANNEL_TEMPLATE,
    delivery: deliveryWithNamespace(manifest.spec?.delivery, manifest),
  });
};

/** InMemoryChannel: the annotation and the dead-letter sink's namespace (eventing.md §4.4). */
export const defaultInMemoryChannel: Defaults = (manifest) =>
  withSpec(withAnnotation(manifest, SUBSCRIBABLE, "v1"), {
    delivery: deliveryWithNamespace(manifest.spec?.delivery, manifest),
  });
