import type { Fault } from "../admission/fault.ts";
import { groupOf } from "../manifest.ts";

/** What became of a kind that some clusters still know, and what to write instead. */
interface Unmaintained {
  readonly what: string;
  readonly mend: string;
}

const GOOGLE = "knative-gcp has not been maintained since April 2022 (its last release is v0.23.0)";

/** Kinds whose projects are dead. Their structure and rules are known all the same (sources.md §0). */
const UNMAINTAINED: Readonly<Record<string, Unmaintained>> = {
  "sources.knative.dev/AwsSqsSource": {
    what: "AwsSqsSource has not been maintained since June 2022, and no Kubernetes from 1.22 on can install it.",
    mend: "Write an IntegrationSource of sources.knative.dev/v1alpha1 with aws.sqs.",
  },
  ...google("CloudPubSubSource", "google.cloud.pubsub.topic.v1.messagePublished"),
  ...google("CloudStorageSource", "google.cloud.storage.object.v1.finalized"),
  ...google("CloudAuditLogsSource", "google.cloud.audit.log.v1.written"),
  "events.cloud.google.com/CloudSchedulerSource": {
    what: `${GOOGLE}.`,
    mend: "Write a PingSource of sources.knative.dev/v1, whose events are of type dev.knative.sources.ping.",
  },
  "events.cloud.google.com/CloudBuildSource": {
    what: `${GOOGLE}.`,
    mend: "Use an Eventarc trigger on the Pub/Sub topic cloud-builds.",
  },
  "messaging.cloud.google.com/Channel": {
    what: `${GOOGLE}.`,
    mend: "Write a KafkaChannel of messaging.knative.dev/v1beta1, or a NatsJetStreamChannel.",
  },
};

/** `unmaintained-kind`: a warning for what works where it is installed, and has no future. */
export function notMaintained(apiVersion: string, kind: string): Fault | undefined {
  const found = UNMAINTAINED[`${groupOf(apiVersion)}/${kind}`];
  if (found === undefined) return undefined;
  return {
    code: "unmaintained-kind",
    stage: "none",
    severity: "warning",
    field: "kind",
    message: found.what,
    mend: found.mend,
    source: "knative/sources.md §0",
  };
}

/** A source whose events Eventarc delivers today (sources.md §11). */
function google(kind: string, type: string): Readonly<Record<string, Unmaintained>> {
  return {
    [`events.cloud.google.com/${kind}`]: { what: `${GOOGLE}.`, mend: `Use an Eventarc trigger for ${type}.` },
  };
}
