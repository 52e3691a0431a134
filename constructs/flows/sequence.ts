import type { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import type { RepliesOf, Taking } from "../core/accepting.ts";
import type { Addressable } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { stepOf } from "../core/called.ts";
import { destinationFrom } from "../core/destination.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { CHANNEL_NAME } from "../core/names.ts";
import { type DeliveryProps, deliverySpec } from "../eventing/delivery.ts";
import { SequenceObject } from "../generated/index.ts";
import { channelTemplateSpec, referredByTemplate } from "../messaging/channel-template.ts";
import { distinct, flowMetadata, FlowObject, type FlowObjectProps } from "./flow-object.ts";

/** A step of a Sequence: who handles the events, and how they are delivered there. */
export interface SequenceStepProps<S extends Addressable = Addressable> {
  /** Who gets what the step before replies. */
  readonly subscriber: S;
  /**
   * How events are delivered to it. Any delivery here replaces the template's, of which only the dead-letter sink stays
   * in force (eventing.md §5.5). A `timeout` also bounds the time of all later steps together (§6.4).
   *
   * @default - the delivery of `channelTemplate`
   */
  readonly delivery?: DeliveryProps;
}

/** A step of a Sequence; a subscriber alone where nothing else is to be said. */
export type SequenceStep<S extends Addressable = Addressable> = S | SequenceStepProps<S>;

/** Steps of which each accepts what the one before replies; in place of one that does not the sentence that says why not. */
export type Chained<Steps extends readonly SequenceStep[]> = {
  readonly [Index in keyof Steps]: After<[unknown, ...Steps][Index & keyof [unknown, ...Steps]], Steps[Index]>;
};

type After<Before, Step> =
  SubscriberOf<Before> extends { readonly step: { readonly name: infer Name extends string } }
    ? [RepliesOf<SubscriberOf<Before>>] extends [never]
      ? `step '${Name}' replies nothing, so nothing can follow it`
      : Taking<RepliesOf<SubscriberOf<Before>>, SubscriberOf<Step>, "Sequence", Step>
    : Step;

type SubscriberOf<Step> = Step extends { readonly subscriber: infer Subscriber } ? Subscriber : Step;

/** What the last step may reply; any, where it has no step. */
export type LastReplies<Steps extends readonly SequenceStep[]> = Steps extends readonly [...unknown[], infer Last]
  ? RepliesOf<SubscriberOf<Last>>
  : AnyContract;

/** Properties for {@link Sequence}. */
export interface SequenceProps<Steps extends readonly SequenceStep[] = readonly SequenceStep[]>
  extends FlowObjectProps {
  /**
   * The steps, at least one. The first gets what is sent to the Sequence, each of the others what the one before
   * replies; a step that replies no event ends it there, as success.
   */
  readonly steps: Chained<Steps>;
}

/**
 * Steps one after the other (eventing.md §4.6, §5.2). Knative makes a channel and a Subscription for each, and names
 * them by their number, `NAME-kn-sequence-0` and so on: an inserted step changes whom events that are already in a
 * durable channel go to.
 *
 * - Its sender waits until all steps are done, where the channels are in memory (§6.4).
 * - A step that keeps failing without a dead-letter sink fails the step before it too, which is called again.
 */
export class Sequence<const Steps extends readonly SequenceStep[] = readonly SequenceStep[]> extends FlowObject<
  LastReplies<Steps>
> {
  public readonly object: SequenceObject;
  public readonly emits: readonly LastReplies<Steps>[];
  protected readonly refers: readonly (Addressable | undefined)[];

  /** @throws {@link AuthoringError} `invalid-name`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: SequenceProps<Steps>) {
    super(scope, id, "Sequence");
    adopt(this, new.target);
    const steps = (props.steps as readonly SequenceStep[]).map(stepProps);
    const namespace = namespaceIn(scope, props.metadata);
    const template = channelTemplateSpec(namespace, props.channelTemplate, this.node.path);
    this.refers = [
      ...steps.flatMap(({ subscriber, delivery }) => [subscriber, delivery?.deadLetterSink]),
      ...referredByTemplate(props.channelTemplate),
    ];
    const contracts = steps.map(({ subscriber }) => stepOf(subscriber));
    this.emits = (contracts.at(-1)?.replies ?? []) as readonly LastReplies<Steps>[];
    const object = new SequenceObject(this, MAIN, {
      metadata: flowMetadata(props, this.refers),
      spec: {
        ...(template === undefined ? {} : { channelTemplate: template }),
        steps: steps.map(({ subscriber, delivery }, index) => {
          const rendered = deliverySpec(namespace, delivery, this.node.path, `spec.steps[${index}].delivery`);
          return {
            ...destinationFrom(namespace, subscriber),
            ...(rendered === undefined ? {} : { delivery: rendered }),
          };
        }),
        reply: this.replies.spec(namespace),
      },
    });
    this.object = named(object, CHANNEL_NAME);
    if (props.reply !== undefined) this.sinkTo(props.reply);
    const known = contracts.flatMap((step, index) => [
      ...(index === 0 ? (step?.accepts ?? []) : []),
      ...(step?.replies ?? []),
    ]);
    for (const contract of distinct(known)) this.declare(contract);
  }
}

function stepProps(step: SequenceStep): SequenceStepProps {
  return "subscriber" in step ? step : { subscriber: step };
}
