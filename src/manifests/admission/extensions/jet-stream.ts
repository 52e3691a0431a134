import { nearestName } from "../../../diagnostics/index.ts";
import { isObject } from "../../is-object.ts";
import { checkScope, checkSubscribers } from "../channel.ts";
import { checkDelivery } from "../delivery.ts";
import { type KindRules, specOf } from "../kind-rules.ts";
import { findingsOf, isText, unenforced } from "./findings.ts";

const SOURCE = "knative/sources.md §3.1";

/** The words of Go's constants; neither definition nor webhook looks at them. */
const WORDS: readonly (readonly [path: readonly string[], words: readonly string[]])[] = [
  [
    ["stream", "config", "retention"],
    ["Limits", "Interest", "Work"],
  ],
  [
    ["stream", "config", "discard"],
    ["Old", "New"],
  ],
  [
    ["stream", "config", "storage"],
    ["File", "Memory"],
  ],
  [
    ["consumerConfigTemplate", "deliverPolicy"],
    ["All", "Last", "New", "ByStartSequence", "ByStartTime"],
  ],
  [
    ["consumerConfigTemplate", "replayPolicy"],
    ["Instant", "Original"],
  ],
  [
    ["consumerConfigTemplate", "consumerType"],
    ["Push", "Pull"],
  ],
];

/**
 * `jet-stream`, with `channel-scope` and `channel-subscribers`, in a NatsJetStreamChannel, whose words and delivery nobody
 * validates (sources.md §3.1).
 */
export const admitJetStreamChannel: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  const { broken } = findingsOf("jet-stream", SOURCE, report);
  for (const [path, words] of WORDS) {
    const value = path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), spec);
    if (!isText(value) || words.includes(value)) continue;
    const near = nearestName(value, words);
    broken(
      `spec.${path.join(".")}`,
      `${path.at(-1) ?? ""} is ${JSON.stringify(value)}, which JetStream does not know. The cluster takes it.`,
      near === undefined ? `Write one of ${words.join(", ")}.` : `Did you mean ${JSON.stringify(near)}?`,
    );
  }
  checkDelivery(spec.delivery, "spec.delivery", context, unenforced(report));
  checkSubscribers(spec.subscribers, report);
  checkScope(manifest, report);
};
