import { Chart } from "cdk8s";
import { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { AnyContract } from "../../src/events/index.ts";
import type { ExternalDeclaration } from "../../src/manifests/annotations.ts";
import type { RepliesOf, Taking, Unaccepted } from "../core/accepting.ts";
import type { Addressable, DestinationSpec, EventSource, ObjectReference } from "../core/addressable.ts";
import { nameOf } from "../core/called.ts";
import { addInfo, captureOrigin } from "../core/construct-info.ts";
import { dnsForm } from "../core/names.ts";
import { declareContract } from "../eventing/declare.ts";
import type { EventType } from "../eventing/event-type.ts";
import { Subscription, type SubscriptionProps } from "./subscription.ts";

/** What {@link ChannelBase.subscribe} may be told beside the subscriber. */
export interface SubscribeOptions<Reply = Addressable>
  extends Pick<SubscriptionProps, "delivery" | "discards" | "metadata"> {
  /**
   * Where an event in the subscriber's answer goes: another channel, a Broker, a service.
   *
   * @default - replies are dropped
   */
  readonly reply?: Reply;
  /**
   * The construct id of the Subscription, and the last part of its name.
   *
   * @default - the name of the subscriber's step, or its construct id
   */
  readonly name?: string;
}

/** Where replies may go: anywhere but into a channel that carries something else; then the sentence that says so. */
export type TakingReplies<S, Reply> =
  Reply extends ChannelBase<infer Carried>
    ? AnyContract extends Carried | RepliesOf<S>
      ? Reply
      : [Unaccepted<RepliesOf<S>, Carried>] extends [never]
        ? Reply
        : `the replies include '${Unaccepted<RepliesOf<S>, Carried>["type"]}', but this channel carries '${Carried["type"]}'`
    : Reply;

/**
 * What a channel of ours and one that exists already have in common. `Carried` is the union of the contracts of its
 * events. A source can send to it, a Pipeline can publish to it, and start from it.
 */
export abstract class ChannelBase<Carried extends AnyContract = AnyContract>
  extends Construct
  implements Addressable, EventSource<Carried>
{
  /** Names the channel from another object. */
  public abstract readonly ref: ObjectReference;
  /** The contracts of its events; undefined when they are unknown. */
  public abstract readonly carries: readonly Carried[] | undefined;
  public abstract readonly external: ExternalDeclaration | undefined;

  /** The channel's name in its namespace. */
  public get name(): string {
    return this.ref.name;
  }

  /** The channel's namespace; undefined leaves it to the apply. */
  public get namespace(): string | undefined {
    return this.ref.namespace;
  }

  /** The channel as a sink: events sent there go to each of its subscribers. */
  public get destination(): DestinationSpec {
    return { ref: this.ref };
  }

  /** The contracts of its events, for a Pipeline that starts from it; empty when they are unknown. */
  public get emits(): readonly Carried[] {
    return this.carries ?? [];
  }

  /**
   * Makes a Subscription: every event goes to this subscriber too. Its step must accept everything that the channel
   * carries, and what it replies must be what the reply channel carries.
   *
   * @throws {@link AuthoringError} `duplicate-subscription`, and what {@link Subscription} throws
   */
  public subscribe<S extends Addressable, Reply extends Addressable = Addressable>(
    subscriber: Taking<Carried, S, "channel">,
    options?: SubscribeOptions<TakingReplies<S, Reply>>,
  ): Subscription;
  public subscribe(subscriber: Addressable, options: SubscribeOptions = {}): Subscription {
    // oxlint-disable-next-line typescript/unbound-method -- named as a frame of the stack, not called
    const origin = captureOrigin(this.subscribe);
    const { name, ...rest } = options;
    const id = name ?? nameOf(subscriber);
    if (this.node.tryFindChild(id) !== undefined) throw duplicateSubscription(this, id);
    const subscription = new Subscription(this, id, { channel: this, subscriber, ...rest });
    addInfo(subscription, { origin });
    return subscription;
  }

  /**
   * Sends every event on to a sink, by a Subscription that is named after the sink; what a Pipeline does that starts from
   * this channel. Unlike a source, a channel may have many.
   *
   * @throws {@link AuthoringError} `duplicate-subscription`
   */
  public sinkTo(sink: Addressable): void {
    const name = Construct.isConstruct(sink) ? dnsForm(pathIn(this, sink)) : nameOf(sink);
    (this as ChannelBase).subscribe(sink, { name });
  }

  /** Makes a contract known on this channel by an {@link EventType}: once for each, however often it is declared. */
  public declare(contract: AnyContract): EventType {
    return declareContract(this, this, contract);
  }
}

/** The path of a construct, below the chart of another where it is in the same. */
function pathIn(from: Construct, { node: { path } }: Construct): string {
  const chart = `${Chart.of(from).node.path}/`;
  return path.startsWith(chart) ? path.slice(chart.length) : path;
}

function duplicateSubscription({ node, ref }: ChannelBase, id: string): AuthoringError {
  return new AuthoringError({
    code: "duplicate-subscription",
    at: { construct: node.path },
    message: `This ${ref.kind} already has a Subscription "${id}".`,
    mend: "If both are meant, name one of them: `.subscribe(subscriber, { name: … })`.",
  });
}
