import type { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import type { RepliesOf, Taking } from "../core/accepting.ts";
import type { Addressable } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { stepOf } from "../core/called.ts";
import { destinationFrom } from "../core/destination.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { CHANNEL_NAME } from "../core/names.ts";
import { declareOn } from "../eventing/declare.ts";
import { type DeliveryProps, deliverySpec } from "../eventing/delivery.ts";
import { ParallelObject } from "../generated/index.ts";
import { channelTemplateSpec, referredByTemplate } from "../messaging/channel-template.ts";
import { distinct, flowMetadata, FlowObject, type FlowObjectProps } from "./flow-object.ts";

/** A branch of a Parallel: who lets events in, who handles them, where replies go. */
export interface ParallelBranchProps {
  /**
   * A service that lets events in by replying: its reply, not what it was sent, goes to the subscriber; an answer without
   * an event lets nothing in. Knative has no place for a delivery here: the leg takes that of `channelTemplate`.
   *
   * @default - everything goes to the subscriber
   */
  readonly filter?: Addressable;
  /** Who handles what is let in. */
  readonly subscriber: Addressable;
  /**
   * Where the subscriber's replies go.
   *
   * @default - the Parallel's `reply`
   */
  readonly reply?: Addressable;
  /**
   * How events are delivered to the subscriber. Any delivery here replaces the template's, of which only the dead-letter
   * sink stays in force (eventing.md §5.5).
   *
   * @default - the delivery of `channelTemplate`
   */
  readonly delivery?: DeliveryProps;
}

/**
 * Branches that accept what they get: filter or subscriber what is carried, the subscriber what its filter replies; in
 * place of one that does not the sentence that says why not.
 */
export type Branched<Branches extends readonly ParallelBranchProps[], Carried extends AnyContract> = {
  readonly [Index in keyof Branches]: Branch<Branches[Index], Carried>;
};

type Branch<B, Carried extends AnyContract> = B extends { readonly filter: infer F; readonly subscriber: infer S }
  ? Taking<Carried, F, "Parallel"> extends F
    ? [RepliesOf<F>] extends [never]
      ? "the filter of this branch replies nothing, so nothing would pass"
      : Taking<RepliesOf<F>, S, "branch", B>
    : Taking<Carried, F, "Parallel">
  : B extends { readonly subscriber: infer S }
    ? Taking<Carried, S, "Parallel", B>
    : B;

/** What the branches may reply that have no reply of their own; any, where one has no step. */
export type BranchReplies<Branches extends readonly ParallelBranchProps[]> = {
  [Index in keyof Branches]: Branches[Index] extends { readonly reply: Addressable }
    ? never
    : RepliesOf<Branches[Index]["subscriber"]>;
}[number];

/** Properties for {@link Parallel}. */
export interface ParallelProps<
  Branches extends readonly ParallelBranchProps[] = readonly ParallelBranchProps[],
  Carried extends AnyContract = AnyContract,
> extends FlowObjectProps {
  /**
   * The contracts of the events that are sent to it: every branch must accept them.
   *
   * @default - unknown
   */
  readonly carries?: Carried | readonly Carried[];
  /** The branches, at least one. Every branch gets every event; there is no *else* (eventing.md §5.3). */
  readonly branches: Branched<Branches, Carried>;
}

/**
 * Several branches at once (eventing.md §4.7, §5.3). Knative makes a channel for the whole and, for each branch, a
 * channel and two Subscriptions, named by the branch's number.
 *
 * - A filter is a service, not an expression: see {@link ParallelBranchProps.filter}.
 * - The legs to filters, and into branches without one, have no delivery but that of `channelTemplate`. Give it no
 *   `timeout`: it would cut off a branch that is still retrying.
 */
export class Parallel<
  const Branches extends readonly ParallelBranchProps[] = readonly ParallelBranchProps[],
  Carried extends AnyContract = AnyContract,
> extends FlowObject<BranchReplies<Branches>> {
  public readonly object: ParallelObject;
  public readonly emits: readonly BranchReplies<Branches>[];
  protected readonly refers: readonly (Addressable | undefined)[];

  /** @throws {@link AuthoringError} `invalid-name`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: ParallelProps<Branches, Carried>) {
    super(scope, id, "Parallel");
    adopt(this, new.target);
    const branches = props.branches as readonly ParallelBranchProps[];
    const namespace = namespaceIn(scope, props.metadata);
    const template = channelTemplateSpec(namespace, props.channelTemplate, this.node.path);
    this.refers = [
      ...branches.flatMap(({ filter, subscriber, reply, delivery }) => [
        filter,
        subscriber,
        reply,
        delivery?.deadLetterSink,
      ]),
      ...referredByTemplate(props.channelTemplate),
    ];
    this.emits = distinct(
      branches.flatMap(({ subscriber, reply }) => (reply === undefined ? (stepOf(subscriber)?.replies ?? []) : [])),
    ) as readonly BranchReplies<Branches>[];
    const object = new ParallelObject(this, MAIN, {
      metadata: flowMetadata(props, this.refers),
      spec: {
        ...(template === undefined ? {} : { channelTemplate: template }),
        branches: branches.map(({ filter, subscriber, reply, delivery }, index) => {
          const rendered = deliverySpec(namespace, delivery, this.node.path, `spec.branches[${index}].delivery`);
          return {
            ...(filter === undefined ? {} : { filter: destinationFrom(namespace, filter) }),
            subscriber: destinationFrom(namespace, subscriber),
            ...(reply === undefined ? {} : { reply: destinationFrom(namespace, reply) }),
            ...(rendered === undefined ? {} : { delivery: rendered }),
          };
        }),
        reply: this.replies.spec(namespace),
      },
    });
    this.object = named(object, CHANNEL_NAME);
    if (props.reply !== undefined) this.sinkTo(props.reply);
    for (const { subscriber, reply } of branches) declareOn(reply, stepOf(subscriber)?.replies ?? []);
    for (const contract of distinct(knownIn(props.carries, branches))) this.declare(contract);
  }
}

/** What is sent to it, and what its services reply; what they accept, where nothing else is said of what is sent. */
function knownIn(
  carries: AnyContract | readonly AnyContract[] | undefined,
  branches: readonly ParallelBranchProps[],
): readonly AnyContract[] {
  const heads = branches.flatMap(({ filter, subscriber }) => stepOf(filter ?? subscriber)?.accepts ?? []);
  const replies = branches.flatMap(({ filter, subscriber }) =>
    [filter, subscriber].flatMap((one) => (one === undefined ? [] : (stepOf(one)?.replies ?? []))),
  );
  return [...(carries === undefined ? heads : [carries].flat()), ...replies];
}
