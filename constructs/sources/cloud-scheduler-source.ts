import type { Construct } from "constructs";
import { type Contract, schedulerEvent, type SchedulerType } from "../../src/events/index.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { CloudSchedulerSourceObject } from "../generated/index.ts";
import { type GoogleSourceProps, googleSpec } from "./google-source.ts";
import { checkClaims, emitting, SourceBase } from "./source-base.ts";

/** The contract of what a CloudSchedulerSource sends. Made by `schedulerEvent`. */
export type SchedulerContract = Contract<SchedulerType>;

/** Properties for {@link CloudSchedulerSource}. */
export interface CloudSchedulerSourceProps<C extends SchedulerContract = SchedulerContract> extends GoogleSourceProps {
  /** Where Google runs the job: `us-central1`. */
  readonly location: string;
  /** When it runs: five cron fields. */
  readonly schedule: string;
  /** What every event carries, in base64 as `custom_data`. */
  readonly data: string;
  /**
   * The contract of what it sends, made by `schedulerEvent({ data })`.
   *
   * @default - `schedulerEvent()`
   */
  readonly event?: C;
}

/**
 * Sends an event whenever a job of Cloud Scheduler runs: `google.cloud.scheduler.job.v1.executed` (sources.md §10).
 *
 * @deprecated knative-gcp is unmaintained since 2022 (sources.md §0). Use a {@link PingSource}, which sends
 * `dev.knative.sources.ping`.
 */
export class CloudSchedulerSource<
  C extends SchedulerContract = ReturnType<typeof schedulerEvent<"current">>,
> extends SourceBase<C> {
  public readonly object: CloudSchedulerSourceObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `impossible-emission`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: CloudSchedulerSourceProps<C>) {
    super(scope, id);
    const { location, schedule, data, event } = props;
    const construct = this.node.path;
    checkClaims(
      { kind: "CloudSchedulerSource", construct, declareBy: "schedulerEvent()" },
      event === undefined ? [] : [event],
      [schedulerEvent().type],
    );
    this.emits = [event ?? (schedulerEvent() as SchedulerContract as C)];
    const object = new CloudSchedulerSourceObject(this, MAIN, {
      metadata: emitting(props, this.emits),
      spec: {
        location,
        schedule,
        data,
        ...googleSpec(props),
        ...this.sourceSpec(props),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}
