import type { Contract } from "../contract.ts";
import { sourceEvent, type SourceEventOptions } from "./source-event.ts";

/** The only type a CronJobSource emitted. */
export const CRON_JOB_TYPE = "dev.knative.cronjob.event";

/**
 * The contract of what a CronJobSource sent, for steps that must still take it: `dev.knative.cronjob.event`. No cluster
 * of today knows that source; a PingSource sends `pingEvent()` instead (sources.md §9).
 */
export function cronJobEvent<Data = unknown, Input = Data>(
  options: SourceEventOptions<Input, Data> = {},
): Contract<typeof CRON_JOB_TYPE, Data, Input> {
  return sourceEvent(CRON_JOB_TYPE, options, {
    source: "/apis/v1/namespaces/<namespace>/cronjobsources/<name>",
  });
}
