import { isObject } from "../is-object.ts";
import type { Report } from "./fault.ts";

/** `channel-template`: which kind of channel to make, by apiVersion and kind (eventing.md §4.3, §4.6, §4.7). */
export function checkChannelTemplate(value: unknown, report: Report): void {
  const template = isObject(value) ? value : undefined;
  const fields = template === undefined ? [""] : ["kind", "apiVersion"].filter((field) => isEmpty(template[field]));
  for (const field of fields) {
    const at = field === "" ? "spec.channelTemplate" : `spec.channelTemplate.${field}`;
    report({
      code: "channel-template",
      stage: "validate",
      field: at,
      message: field === "" ? "There is no channelTemplate." : `The channel template has no ${field}.`,
      mend: "Write apiVersion and kind of a channel, such as messaging.knative.dev/v1 and InMemoryChannel.",
      source: "knative/eventing.md §4.3",
      knative: { message: "missing field(s)", paths: [at] },
    });
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === "";
}
