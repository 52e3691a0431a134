import type { Duration } from "cdk8s";
import type { Construct } from "constructs";
import { type Contract, pubSubEvent, type PubSubType } from "../../src/events/index.ts";
import { goDuration } from "../core/duration.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { CloudPubSubSourceObject } from "../generated/index.ts";
import { type GoogleSourceProps, googleSpec } from "./google-source.ts";
import { checkClaims, emitting, SourceBase } from "./source-base.ts";

/** The contract of what a CloudPubSubSource sends. Made by `pubSubEvent`. */
export type PubSubContract = Contract<PubSubType>;

/** Properties for {@link CloudPubSubSource}. */
export interface CloudPubSubSourceProps<C extends PubSubContract = PubSubContract> extends GoogleSourceProps {
  /** The topic's id, without the project. */
  readonly topic: string;
  /** How long Pub/Sub waits before it sends an event again, at most 10 minutes. @default - 30 s */
  readonly ackDeadline?: Duration;
  /** Whether Pub/Sub keeps what was delivered too. @default false */
  readonly retainAckedMessages?: boolean;
  /** How long Pub/Sub keeps what is not delivered yet, 10 s to 7 days. @default - 7 days */
  readonly retentionDuration?: Duration;
  /**
   * The contract of what it sends, made by `pubSubEvent({ data })`.
   *
   * @default - `pubSubEvent()`
   */
  readonly event?: C;
}

/**
 * Sends the messages of a Pub/Sub topic as `google.cloud.pubsub.topic.v1.messagePublished` (sources.md §10).
 *
 * @deprecated knative-gcp is unmaintained since 2022 (sources.md §0). Use an Eventarc trigger, which sends
 * the same events.
 */
export class CloudPubSubSource<
  C extends PubSubContract = ReturnType<typeof pubSubEvent<"current">>,
> extends SourceBase<C> {
  public readonly object: CloudPubSubSourceObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `impossible-emission`, `duration-cut`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: CloudPubSubSourceProps<C>) {
    super(scope, id);
    const { topic, ackDeadline, retainAckedMessages, retentionDuration, event } = props;
    const construct = this.node.path;
    checkClaims(
      { kind: "CloudPubSubSource", construct, declareBy: "pubSubEvent()" },
      event === undefined ? [] : [event],
      [pubSubEvent().type],
    );
    this.emits = [event ?? (pubSubEvent() as PubSubContract as C)];
    const object = new CloudPubSubSourceObject(this, MAIN, {
      metadata: emitting(props, this.emits),
      spec: {
        topic,
        ...(ackDeadline === undefined
          ? {}
          : { ackDeadline: goDuration(ackDeadline, { construct, field: "spec.ackDeadline" }) }),
        ...(retainAckedMessages === undefined ? {} : { retainAckedMessages }),
        ...(retentionDuration === undefined
          ? {}
          : { retentionDuration: goDuration(retentionDuration, { construct, field: "spec.retentionDuration" }) }),
        ...googleSpec(props),
        ...this.sourceSpec(props),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}
