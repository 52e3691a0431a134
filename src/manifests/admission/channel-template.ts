import { isObject } from "../is-object.ts";
import { type SchemaFault, validateSchema } from "../schema/index.ts";
import type { Fault, Report } from "./fault.ts";

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

/**
 * `channel-template` again: what the channel's own definition says of the spec it would get. Nobody looks before the
 * controller makes the channel, which then fails, or loses the field (eventing.md §4.3, §5.1).
 */
export function checkTemplateSpec(value: unknown, report: Report): void {
  if (!isObject(value) || !isObject(value.spec)) return;
  const { apiVersion, kind, spec } = value;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return;
  for (const fault of validateSchema({ apiVersion, kind, metadata: { name: "a" }, spec })) {
    // Of a spec, nothing but what is below it is ours to say: a template need not be complete.
    if (fault.code === "missing-field" || !fault.field.startsWith("spec.")) continue;
    report(ofChannel(fault, kind));
  }
}

function ofChannel({ code, stage, severity, field, message, mend, lacksQuotes }: SchemaFault, kind: string): Fault {
  return {
    code: "channel-template",
    stage: "none",
    severity,
    field: `spec.channelTemplate.${field}`,
    message:
      code === "unknown-field" && stage === "strict"
        ? `The ${kind} made of this has no such field, and loses it without a word.`
        : `No ${kind} can be made of this: ${message}`,
    ...(mend === undefined ? {} : { mend }),
    ...(lacksQuotes === undefined ? {} : { lacksQuotes }),
    notes: ["The cluster accepts the template, and never makes the channel as it says."],
    source: "knative/eventing.md §5.1",
  };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === "";
}
