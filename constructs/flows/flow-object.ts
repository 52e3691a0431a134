import type { ApiObject, ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import { DISCARDS, EXTERNAL } from "../../src/manifests/annotations.ts";
import type { Addressable, DestinationSpec, EventSource, ObjectReference } from "../core/addressable.ts";
import { externalAnnotation } from "../core/destination.ts";
import { withAnnotations } from "../core/metadata.ts";
import { declareContract } from "../eventing/declare.ts";
import type { EventType } from "../eventing/event-type.ts";
import type { ChannelTemplateProps } from "../messaging/channel-template.ts";
import { SinkSlot } from "../sources/sink.ts";

/** What a Sequence and a Parallel may both be told. */
export interface FlowObjectProps {
  /**
   * The kind of channel they make of themselves, and how events are delivered where nothing else is said. Channels that
   * exist are never changed by it (eventing.md §5.1).
   *
   * @default - the cluster's default kind, as shipped an InMemoryChannel without delivery
   */
  readonly channelTemplate?: ChannelTemplateProps;
  /**
   * Where what is replied at the end goes: a channel, a Broker, a service.
   *
   * @default - set later by `sinkTo`, as a Pipeline does that starts from here; otherwise replies are dropped
   */
  readonly reply?: Addressable;
  /**
   * Replies at the end that nobody needs to take, on purpose: contracts, or event types.
   *
   * @default - none: a reply that nobody takes is a finding
   */
  readonly discards?: readonly (AnyContract | string)[];
  /**
   * Name, namespace, labels and annotations.
   *
   * @default - a name made of the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * What Sequence and Parallel have in common: events sent there enter them, and what they reply at the end is sent on as a
 * source's events are.
 */
export abstract class FlowObject<Replies extends AnyContract>
  extends Construct
  implements Addressable, EventSource<Replies>
{
  /** The object itself, for patches: `sequence.object.addJsonPatch(…)`. */
  public abstract readonly object: ApiObject;
  /** The contracts of what is replied at the end and has no place to go yet; empty when they are unknown. */
  public abstract readonly emits: readonly Replies[];
  /** What the object refers to beside its reply. */
  protected abstract readonly refers: readonly (Addressable | undefined)[];
  protected readonly replies: SinkSlot;

  protected constructor(scope: Construct, id: string, kind: string) {
    super(scope, id);
    this.replies = new SinkSlot({
      field: "spec.reply",
      already: `This ${kind} already replies to`,
      only: "it has one reply: it cannot reply to",
      mend: "Reply to a Channel or Broker and let both be subscribers.",
    });
  }

  /** Names it from another object. */
  public get ref(): ObjectReference {
    const { apiVersion, kind, name, metadata } = this.object;
    const { namespace } = metadata;
    return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  }

  /** Where events enter it, as a sink. As a subscriber it answers without an event (eventing.md §5.2). */
  public get destination(): DestinationSpec {
    return { ref: this.ref };
  }

  /**
   * Names where what it replies at the end goes. It has one reply.
   *
   * @throws {@link AuthoringError} `sink-already-set`
   */
  public sinkTo(sink: Addressable): void {
    const { object, emits, refers } = this;
    this.replies.set(sink, { object, emits, refers });
  }

  /** Makes a contract known here by an {@link EventType}: once for each, however often it is declared. */
  public declare(contract: AnyContract): EventType {
    const { name, namespace } = this.ref;
    return declareContract(this, { name, namespace, ref: this.ref }, contract);
  }
}

/** The metadata of the object: what it throws away on purpose, and what it refers to that lives elsewhere. */
export function flowMetadata(
  { metadata, discards }: FlowObjectProps,
  refers: readonly (Addressable | undefined)[],
): ApiObjectMetadata {
  return withAnnotations(metadata, {
    [DISCARDS]: discards?.map((one) => (typeof one === "string" ? one : one.type)).join(","),
    [EXTERNAL]: externalAnnotation(refers),
  });
}

/** Each contract once, in order. */
export function distinct<C extends AnyContract>(contracts: readonly C[]): readonly C[] {
  return [...new Set(contracts)];
}
