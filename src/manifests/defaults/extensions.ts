import { isObject } from "../is-object.ts";
import type { Defaults } from "./context.ts";
import { deliveryWithNamespace, destinationWithNamespace, withSpec } from "./references.ts";

/** Sources that fill in nothing but the namespace of their sink (sources.md "Shared building blocks"). */
export const defaultSink: Defaults = (manifest) =>
  withSpec(manifest, { sink: destinationWithNamespace(manifest.spec?.sink, manifest) });

/**
 * KafkaSource: one consumer, from the latest record, in order. The consumer group that it makes up has a random name, and
 * is not made up here (sources.md §1.1).
 */
export const defaultKafkaSource: Defaults = (manifest, context) =>
  withSpec(defaultSink(manifest, context), {
    consumers: manifest.spec?.consumers ?? 1,
    initialOffset: manifest.spec?.initialOffset ?? "latest",
    ordering: manifest.spec?.ordering ?? "ordered",
    delivery: deliveryWithNamespace(manifest.spec?.delivery, manifest),
  });

/** KafkaChannel: records are kept for a week; its definition fills in one partition and one replica (sources.md §1.3). */
export const defaultKafkaChannel: Defaults = (manifest) =>
  withSpec(manifest, {
    retentionDuration: manifest.spec?.retentionDuration ?? "PT168H",
    delivery: deliveryWithNamespace(manifest.spec?.delivery, manifest),
  });

/** NatsJetStreamChannel: the namespace of its dead-letter sink (sources.md §3.1). */
export const defaultJetStreamChannel: Defaults = (manifest) =>
  withSpec(manifest, { delivery: deliveryWithNamespace(manifest.spec?.delivery, manifest) });

/** RabbitmqSource: the namespaces of its sink and of its cluster (sources.md §2.1). */
export const defaultRabbitmqSource: Defaults = (manifest, context) =>
  withSpec(defaultSink(manifest, context), {
    rabbitmqClusterReference: inOwnNamespace(manifest.spec?.rabbitmqClusterReference, manifest.metadata.namespace),
  });

/** RabbitmqBrokerConfig: the namespace of its cluster (sources.md §2.2). */
export const defaultRabbitmqBrokerConfig: Defaults = (manifest) =>
  withSpec(manifest, {
    rabbitmqClusterReference: inOwnNamespace(manifest.spec?.rabbitmqClusterReference, manifest.metadata.namespace),
  });

function inOwnNamespace(reference: unknown, namespace: string | undefined): unknown {
  if (!isObject(reference) || namespace === undefined || namespace === "") return reference;
  return reference.namespace === undefined || reference.namespace === "" ? { ...reference, namespace } : reference;
}

/** GitHubSource: GitHub's own API (sources.md §5). */
export const defaultGitHubSource: Defaults = (manifest, context) =>
  withSpec(defaultSink(manifest, context), {
    githubAPIURL: manifest.spec?.githubAPIURL ?? "https://api.github.com/",
  });

const GOOGLE_SECRET = Object.freeze({ name: "google-cloud-key", key: "key.json" });

/** Every source of knative-gcp: a Secret, where no service account is named (sources.md §10). */
export const defaultGoogleSource: Defaults = (manifest, context) => {
  const { serviceAccountName, secret } = manifest.spec ?? {};
  const hasCredentials = (typeof serviceAccountName === "string" && serviceAccountName !== "") || isObject(secret);
  const withSink = defaultSink(manifest, context);
  return hasCredentials ? withSink : withSpec(withSink, { secret: GOOGLE_SECRET });
};

/** CloudPubSubSource: half a minute to acknowledge, messages are kept for a week (sources.md §10). */
export const defaultCloudPubSubSource: Defaults = (manifest, context) =>
  withSpec(defaultGoogleSource(manifest, context), {
    ackDeadline: manifest.spec?.ackDeadline ?? "30s",
    retentionDuration: manifest.spec?.retentionDuration ?? "168h",
  });

/** What a CloudStorageSource can be asked for, all four unless it says otherwise (sources.md §10). */
export const STORAGE_EVENTS: readonly string[] = Object.freeze(
  ["finalized", "archived", "deleted", "metadataUpdated"].map((name) => `google.cloud.storage.object.v1.${name}`),
);

/** CloudStorageSource: all event types (sources.md §10). */
export const defaultCloudStorageSource: Defaults = (manifest, context) => {
  const given = manifest.spec?.eventTypes;
  const isGiven = Array.isArray(given) && given.length > 0;
  return withSpec(defaultGoogleSource(manifest, context), { eventTypes: isGiven ? given : STORAGE_EVENTS });
};
