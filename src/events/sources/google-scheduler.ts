import type { Contract } from "../contract.ts";
import { shaped } from "./json-shape.ts";
import { type DataOf, type Naming, sourceEvent, type SourceEventOptions } from "./source-event.ts";

const TYPES = {
  current: "google.cloud.scheduler.job.v1.executed",
  legacy: "com.google.cloud.scheduler.job.execute",
} as const;

/** The CloudEvents type of a Cloud Scheduler job that ran. */
export type SchedulerType<Names extends Naming = "current"> = (typeof TYPES)[Names];

/** A job that ran. Its data come in base64, under the one name from Google itself, under the other from knative-gcp. */
export interface SchedulerJobData {
  readonly customData?: string;
  readonly custom_data?: string;
}

/** What {@link schedulerEvent} may be told. */
export interface SchedulerEventOptions<Input, Data, Names extends Naming = Naming>
  extends SourceEventOptions<Input, Data> {
  /** `legacy` for knative-gcp until v0.15. @default "current" */
  readonly naming?: Names;
}

const TEXT = { type: "string" } as const;

const job = shaped<SchedulerJobData>({ type: "object", properties: { customData: TEXT, custom_data: TEXT } });

/**
 * The contract of a Cloud Scheduler job that ran, from a CloudSchedulerSource: `google.cloud.scheduler.job.v1.executed`.
 * Eventarc has no such events: there a schedule publishes on a Pub/Sub topic, see `pubSubEvent` (sources.md §10, §11).
 */
export function schedulerEvent<
  const Names extends Naming = "current",
  Data = DataOf<Names, SchedulerJobData>,
  Input = Data,
>(options: SchedulerEventOptions<Input, Data, Names> = {}): Contract<SchedulerType<Names>, Data, Input> {
  const { naming = "current", ...rest } = options;
  return sourceEvent<SchedulerType<Names>, Data, Input>(TYPES[naming] as SchedulerType<Names>, rest, {
    source: "//cloudscheduler.googleapis.com/projects/<project>/locations/<location>/jobs/<job>",
    ...(naming === "legacy" ? {} : { data: job }),
  });
}
