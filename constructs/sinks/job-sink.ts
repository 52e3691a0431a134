import type { Duration } from "cdk8s";
import type { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { AnyContract } from "../../src/events/index.ts";
import { type ContainerProps, containerSpec, podVolumes } from "../core/container.ts";
import { wholeSeconds } from "../core/duration.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { JobSinkObject, type JobSinkSpec } from "../generated/index.ts";
import { accepting, SinkBase, type SinkProps } from "./sink-base.ts";

/** Properties for {@link JobSink}: the container that each Job runs, and how often it is tried. */
export interface JobSinkProps<Accepts extends AnyContract = never> extends ContainerProps, SinkProps<Accepts> {
  /**
   * What becomes of a container that fails: `Never` starts a new pod, `OnFailure` the container anew.
   *
   * @default "Never"
   */
  readonly restartPolicy?: "Never" | "OnFailure";
  /** How often a Job is tried again before it has failed. @default - Kubernetes' own: 6 */
  readonly backoffLimit?: number;
  /** How long a Job may take, all its tries together, in whole seconds. @default - no limit */
  readonly activeDeadline?: Duration;
  /** How long a finished Job is kept, in whole seconds. @default - until somebody deletes it */
  readonly ttlAfterFinished?: Duration;
  /** The service account its pods run as. @default - the namespace's default */
  readonly serviceAccountName?: string;
  /** Secrets with which the image is pulled. @default - none */
  readonly imagePullSecrets?: readonly string[];
}

/**
 * Runs a Kubernetes Job for each event (eventing.md §4.18, §11.3).
 *
 * - The container finds the event as structured JSON in the file that `K_EVENT_PATH` names.
 * - The sender hears 202 as soon as the Job is made; whether it succeeds, nobody hears. It never replies.
 * - An event of the same source and id makes no second Job.
 */
export class JobSink<Accepts extends AnyContract = never, Id extends string = string> extends SinkBase<Accepts, Id> {
  public readonly object: JobSinkObject;

  /** @throws {@link AuthoringError} `invalid-name`, `reserved-volume`, `duration-cut`, `invalid-step-name` */
  public constructor(scope: Construct, id: Id, props: JobSinkProps<Accepts>) {
    super(scope, id, props);
    checkVolumes(props, this.node.path);
    const object = new JobSinkObject(this, MAIN, {
      metadata: accepting(props),
      spec: { job: job(props, this.node.path) },
    });
    this.object = named(object, OBJECT_NAME);
  }
}

function job(props: JobSinkProps<AnyContract>, construct: string): JobSinkSpec["job"] {
  const { restartPolicy = "Never", backoffLimit, activeDeadline, ttlAfterFinished } = props;
  const { serviceAccountName, imagePullSecrets, volumes } = props;
  const seconds = (duration: Duration, field: string) =>
    wholeSeconds(duration, { construct, field: `spec.job.spec.${field}` });
  return {
    spec: {
      ...(backoffLimit === undefined ? {} : { backoffLimit }),
      ...(activeDeadline === undefined
        ? {}
        : { activeDeadlineSeconds: seconds(activeDeadline, "activeDeadlineSeconds") }),
      ...(ttlAfterFinished === undefined
        ? {}
        : { ttlSecondsAfterFinished: seconds(ttlAfterFinished, "ttlSecondsAfterFinished") }),
      template: {
        spec: {
          restartPolicy,
          ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
          ...(imagePullSecrets === undefined ? {} : { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
          containers: [{ name: "job", ...containerSpec(props) }],
          ...podVolumes(volumes),
        },
      },
    },
  };
}

/** Knative mounts the event as a volume of this name; beside another of the name it does not (eventing.md §11.3). */
function checkVolumes({ volumes }: ContainerProps, construct: string): void {
  if (volumes?.some(({ name }) => name === "jobsink-event") !== true) return;
  throw new AuthoringError({
    code: "reserved-volume",
    at: { construct },
    field: "spec.job.spec.template.spec.volumes",
    message:
      'A JobSink mounts the event as the volume "jobsink-event"; with a volume of that name the event would be missing.',
    mend: "Rename the volume. The event is in the file that `K_EVENT_PATH` names.",
    source: "knative/eventing.md §11.3",
  });
}
