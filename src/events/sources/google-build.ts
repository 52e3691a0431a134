import type { Contract } from "../contract.ts";
import { type Naming, sourceEvent, type SourceEventOptions } from "./source-event.ts";

const TYPES = {
  current: "google.cloud.cloudbuild.build.v1.statusChanged",
  legacy: "com.google.cloud.build.event",
} as const;

/** The CloudEvents type of a build whose status changed. */
export type BuildType<Names extends Naming = "current"> = (typeof TYPES)[Names];

/** What {@link buildEvent} may be told. */
export interface BuildEventOptions<Input, Data, Names extends Naming = Naming> extends SourceEventOptions<Input, Data> {
  /** `legacy` for knative-gcp until v0.17. @default "current" */
  readonly naming?: Names;
}

/**
 * The contract of a Cloud Build build whose status changed, from a CloudBuildSource:
 * `google.cloud.cloudbuild.build.v1.statusChanged`, with the Build as data. Eventarc has no such events: there the topic
 * `cloud-builds` publishes them, see `pubSubEvent` (sources.md §10, §11).
 */
export function buildEvent<Data = unknown, Input = Data, const Names extends Naming = "current">(
  options: BuildEventOptions<Input, Data, Names> = {},
): Contract<BuildType<Names>, Data, Input> {
  const { naming = "current", ...rest } = options;
  return sourceEvent(TYPES[naming] as BuildType<Names>, rest, {
    source: "//cloudbuild.googleapis.com/projects/<project>/builds/<id>",
    subject: "<the build's status>",
  });
}
