import { upgradeDestination } from "./destinations.ts";
import type { KindUpgrade } from "./editing.ts";
import { CURRENT_TYPES } from "./event-types.ts";

const GCP = "knative/sources.md §0, §10";

/** Sources whose only old form is a sink without `ref`: SinkBinding, GitHubSource. */
export const upgradeSink: KindUpgrade = (editing) => {
  upgradeDestination(editing, ["spec", "sink"]);
};

/** KafkaSource: lists that were texts with commas. */
export const upgradeKafkaSource: KindUpgrade = (editing) => {
  const { draft, manifest, tell } = editing;
  for (const field of ["bootstrapServers", "topics"]) {
    const given = manifest.spec?.[field];
    if (typeof given !== "string") continue;
    tell({ at: ["spec", field], message: `spec.${field} is a list.`, source: "knative/sources.md §1.1" });
    draft.set(["spec", field], undefined);
    draft.set(
      ["spec", field],
      given
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    );
  }
  upgradeDestination(editing, ["spec", "sink"]);
};

/** GcpPubSubSource: the CloudPubSubSource of knative-gcp, which is unmaintained itself. */
export const upgradeGcpPubSubSource: KindUpgrade = (editing) => {
  const { draft, tell } = editing;
  tell({
    at: ["kind"],
    message:
      'It becomes a CloudPubSubSource of knative-gcp, whose repository was last changed in 2022: on Google Cloud, Eventarc triggers replace it. Its events are of type "google.cloud.pubsub.topic.v1.messagePublished" and carry the message base64-encoded in data.message. Who filters on the old type has to change as well.',
    source: GCP,
    needsEyes: true,
  });
  for (const [old, name] of [
    ["googleCloudProject", "project"],
    ["gcpCredsSecret", "secret"],
  ] as const) {
    if (!draft.has(["spec", old])) continue;
    tell({ at: ["spec", old], message: `spec.${old} is spec.${name}.`, source: GCP });
    draft.rename(["spec", old], name);
  }
  upgradeDestination(editing, ["spec", "sink"]);
};

/** Sources of knative-gcp: the names of event types. */
export const upgradeCloudSource: KindUpgrade = (editing) => {
  const { draft, manifest, tell } = editing;
  const types: unknown = manifest.spec?.eventTypes;
  if (Array.isArray(types) && types.some((type) => typeof type === "string" && CURRENT_TYPES.has(type))) {
    tell({ at: ["spec", "eventTypes"], message: "The event types have other names since v0.16.", source: GCP });
    draft.set(
      ["spec", "eventTypes"],
      types.map((type: unknown) => (typeof type === "string" ? (CURRENT_TYPES.get(type) ?? type) : type)),
    );
  }
  upgradeDestination(editing, ["spec", "sink"]);
};
