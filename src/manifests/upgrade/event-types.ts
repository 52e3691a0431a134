import { isObject } from "../is-object.ts";
import { groupOf, type Manifest, namespaceOf } from "../manifest.ts";
import type { KindUpgrade } from "./editing.ts";

/** Event types of knative-gcp before v0.16, and what they are called since (sources.md §10). */
export const CURRENT_TYPES: ReadonlyMap<string, string> = new Map([
  ["com.google.cloud.pubsub.topic.publish", "google.cloud.pubsub.topic.v1.messagePublished"],
  ["com.google.cloud.storage.object.finalize", "google.cloud.storage.object.v1.finalized"],
  ["com.google.cloud.storage.object.archive", "google.cloud.storage.object.v1.archived"],
  ["com.google.cloud.storage.object.delete", "google.cloud.storage.object.v1.deleted"],
  ["com.google.cloud.storage.object.metadataUpdate", "google.cloud.storage.object.v1.metadataUpdated"],
  ["com.google.cloud.scheduler.job.execute", "google.cloud.scheduler.job.v1.executed"],
  ["com.google.cloud.auditlog.event", "google.cloud.audit.log.v1.written"],
  ["com.google.cloud.build.event", "google.cloud.cloudbuild.build.v1.statusChanged"],
]);

const PING = "dev.knative.sources.ping";
const CRON_JOB = "dev.knative.cronjob.event";
const SOURCE = "knative/sources.md §9, §10";

/**
 * Trigger: filters on types and sources that change because a source of this set is upgraded, in the Trigger's
 * namespace. Without such a source the filter stays: who emits the type is not known here.
 */
export const upgradeFilteredTypes: KindUpgrade = ({ draft, manifest, has, tell }) => {
  const namespace = namespaceOf(manifest);
  const hasCronJob = (): boolean => has((other) => other.kind === "CronJobSource" && namespaceOf(other) === namespace);
  const hasCloud = (): boolean => has((other) => isOldCloudSource(other) && namespaceOf(other) === namespace);
  const attributes = draft.get(["spec", "filter", "attributes"]);
  if (!isObject(attributes)) return;
  for (const field of ["type", "source"] as const) {
    const value = attributes[field];
    if (typeof value !== "string") continue;
    const now =
      field === "source"
        ? value.replace("/cronjobsources/", "/pingsources/")
        : value === CRON_JOB
          ? PING
          : (CURRENT_TYPES.get(value) ?? value);
    // Whoever emits the old one has to be here, and to change: looked for only where something would change.
    const isCloud = field === "type" && value !== CRON_JOB;
    if (now === value || !(isCloud ? hasCloud() : hasCronJob())) continue;
    tell({
      at: ["spec", "filter", "attributes", field],
      message: `The filter on ${field} ${JSON.stringify(value)} follows the source that is upgraded in this set: ${JSON.stringify(now)}.`,
      source: SOURCE,
      needsEyes: true,
    });
    draft.set(["spec", "filter", "attributes", field], now);
  }
};

function isOldCloudSource({ apiVersion, kind }: Manifest): boolean {
  if (kind === "GcpPubSubSource") return true;
  return groupOf(apiVersion) === "events.cloud.google.com" && !apiVersion.endsWith("/v1");
}
