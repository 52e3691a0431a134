import { isObject } from "../is-object.ts";
import type { Defaults } from "./context.ts";
import { withLabel, withSpec } from "./references.ts";
import { BROKER_LABEL } from "./trigger.ts";

/** RequestReply: names of its attributes, how long it waits, the label with the Broker's name (eventing.md §4.11). */
export const defaultRequestReply: Defaults = (manifest, { settings }) => {
  const { brokerRef, correlationAttribute, replyAttribute, timeout } = manifest.spec ?? {};
  const defaulted = withSpec(manifest, {
    correlationAttribute: correlationAttribute ?? "correlationid",
    replyAttribute: replyAttribute ?? "replyid",
    timeout: timeout ?? settings.eventingFeatures["requestreply-default-timeout"] ?? "PT30S",
  });
  const name = isObject(brokerRef) ? brokerRef.name : undefined;
  return typeof name === "string" ? withLabel(defaulted, BROKER_LABEL, name) : defaulted;
};
