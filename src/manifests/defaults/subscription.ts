import type { Defaults } from "./context.ts";
import { deliveryWithNamespace, destinationWithNamespace, withSpec } from "./references.ts";

/** Subscription: namespaces of subscriber, reply and dead-letter sink; never the channel's (eventing.md §4.5). */
export const defaultSubscription: Defaults = (manifest) =>
  withSpec(manifest, {
    subscriber: destinationWithNamespace(manifest.spec?.subscriber, manifest),
    reply: destinationWithNamespace(manifest.spec?.reply, manifest),
    delivery: deliveryWithNamespace(manifest.spec?.delivery, manifest),
  });
