import { type KindRules, specOf } from "../kind-rules.ts";
import { checkReference } from "../reference.ts";
import { findingsOf, isText, unenforced } from "./findings.ts";

/** `aws-sqs-source`: a queue, and a sink that is a plain reference (sources.md §7.1). */
export const admitAwsSqsSource: KindRules = (manifest, context, report) => {
  const { queueUrl, sink } = specOf(manifest);
  const { broken } = findingsOf("aws-sqs-source", "knative/sources.md §7.1", report);
  if (queueUrl !== undefined && !isText(queueUrl)) {
    broken("spec.queueUrl", "This source names no queue.", "Write the URL of the queue.");
  }
  if (sink === undefined) {
    broken("spec.sink", "This source sends its events nowhere.", "Write apiVersion, kind and name of the sink.");
  } else checkReference(sink, "spec.sink", context, unenforced(report));
};
