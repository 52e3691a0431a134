import type { Construct } from "constructs";
import { AWS_SQS_TYPE, awsSqsEvent, type Contract } from "../../src/events/index.ts";
import type { Addressable } from "../core/addressable.ts";
import type { KeyReference } from "../core/container.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { AwsSqsSourceObject } from "../generated/index.ts";
import type { SourceProps } from "./sink.ts";
import { checkClaims, checkObjectSink, emitting, SourceBase, type SourceObjectProps } from "./source-base.ts";

/** The contract of an AwsSqsSource's events. Made by `awsSqsEvent`. */
export type AwsSqsContract = Contract<typeof AWS_SQS_TYPE>;

/** Properties for {@link AwsSqsSource}. It takes no `extensions`: the kind has no place for them (sources.md §7.1). */
export interface AwsSqsSourceProps<C extends AwsSqsContract = AwsSqsContract>
  extends Pick<SourceProps, "sink">,
    SourceObjectProps {
  /** The queue's URL. Events carry it as their source. */
  readonly queueUrl: string;
  /** The key of a Secret with a credentials file of AWS. @default - those of the pod */
  readonly awsCredsSecret?: KeyReference;
  /** Annotations of its pod, as kube2iam needs them. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** The service account it runs as. @default - the namespace's default */
  readonly serviceAccountName?: string;
  /** The contract of what it sends, made by `awsSqsEvent({ data })`. @default - `aws.sqs.message` with data of any shape */
  readonly event?: C;
}

/**
 * Sends the messages of an SQS queue as `aws.sqs.message` (sources.md §7.1).
 *
 * @deprecated Dead since 2022: its CRD cannot be installed on Kubernetes 1.22 or later. Use an {@link IntegrationSource}
 * with `connector: { sqs, auth }`, which sends `dev.knative.eventing.aws-sqs`.
 */
export class AwsSqsSource<C extends AwsSqsContract = AwsSqsContract> extends SourceBase<C> {
  public readonly object: AwsSqsSourceObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `impossible-emission` */
  public constructor(scope: Construct, id: string, props: AwsSqsSourceProps<C>) {
    super(scope, id);
    const { queueUrl, awsCredsSecret, annotations, serviceAccountName, event } = props;
    const claimed = event === undefined ? [] : [event];
    checkClaims({ kind: "AwsSqsSource", construct: this.node.path, declareBy: "awsSqsEvent()" }, claimed, [
      AWS_SQS_TYPE,
    ]);
    this.emits = [event ?? (awsSqsEvent() as AwsSqsContract as C)];
    const object = new AwsSqsSourceObject(this, MAIN, {
      metadata: emitting(props, this.emits),
      spec: {
        queueUrl,
        ...(awsCredsSecret === undefined ? {} : { awsCredsSecret }),
        ...(annotations === undefined ? {} : { annotations }),
        ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
        sink: this.sinkReference(props),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }

  /**
   * Names where its events go: an object of the cluster, no URL. A source has one sink.
   *
   * @throws {@link AuthoringError} `sink-already-set`, `sink-needs-object`
   */
  public override sinkTo(sink: Addressable): void {
    checkObjectSink("AwsSqsSource", this.node.path, sink);
    super.sinkTo(sink);
  }
}
