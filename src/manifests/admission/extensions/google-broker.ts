import { isObject } from "../../is-object.ts";
import type { Manifest } from "../../manifest.ts";
import type { Report } from "../fault.ts";
import { specOf } from "../kind-rules.ts";
import { findingsOf, isText } from "./findings.ts";

/**
 * `google-delivery`: a Broker of class `googlecloud` hands delivery to Pub/Sub: both backoff fields, retries only towards
 * a dead-letter topic, and that topic as `pubsub://TOPIC` (sources.md §10).
 */
export function checkGoogleDelivery(manifest: Manifest, report: Report): void {
  const { refused } = findingsOf("google-delivery", "knative/sources.md §10", report);
  const { delivery } = specOf(manifest);
  if (!isObject(delivery)) return;
  for (const field of ["backoffPolicy", "backoffDelay"]) {
    if (isText(delivery[field])) continue;
    refused(
      `spec.delivery.${field}`,
      `A googlecloud Broker's delivery has no ${field}.`,
      field === "backoffPolicy" ? "Write exponential." : "Write it like PT1S.",
      { message: "missing field(s)" },
    );
  }
  const { deadLetterSink, retry } = delivery;
  if (deadLetterSink === undefined) {
    if (typeof retry === "number") {
      refused(
        "spec.delivery.retry",
        "retry needs a dead-letter topic: Pub/Sub counts attempts only towards one.",
        "Write deadLetterSink: { uri: pubsub://TOPIC }, or leave retry out.",
      );
    }
    return;
  }
  const { ref, uri } = isObject(deadLetterSink) ? deadLetterSink : {};
  const topic = isText(uri) ? /^pubsub:\/\/([^/?#]+)$/.exec(uri)?.[1] : undefined;
  if (ref !== undefined) {
    refused(
      "spec.delivery.deadLetterSink.ref",
      "Pub/Sub sends dead letters to a topic, not to an object.",
      "Write uri: pubsub://TOPIC instead.",
    );
  } else if (topic === undefined || topic.length > 255) {
    refused(
      "spec.delivery.deadLetterSink.uri",
      topic === undefined
        ? `The dead-letter sink is ${JSON.stringify(uri ?? "")}; a googlecloud Broker takes only a Pub/Sub topic.`
        : "The id of the dead-letter topic is longer than 255 characters.",
      "Write pubsub://TOPIC.",
    );
  }
}
