import type { ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { type AnyContract, defineStep, type Step } from "../../src/events/index.ts";
import { ACCEPTS, EMITS, REPLIES } from "../../src/manifests/annotations.ts";
import type { Addressable, DestinationSpec, ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { contractNames, withAnnotations } from "../core/metadata.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { EventTransformObject } from "../generated/index.ts";
import { SinkSlot } from "../sources/sink.ts";

/** The step of a transformation that says what it takes. */
export type TransformStep<Accepts extends AnyContract, Replies extends AnyContract, Name extends string = string> = [
  Accepts,
] extends [never]
  ? undefined
  : Step<Name, Accepts, Replies>;

/** Properties for {@link EventTransform}. */
export interface EventTransformProps<
  Accepts extends AnyContract = never,
  Replies extends AnyContract = never,
  Emits extends AnyContract = AnyContract,
> {
  /**
   * What is made of an event, in JSONata: `{ "specversion": "1.0", "id": id, "type": "dev.shop.order", "source": source,
   * "data": data.order }`. It sees the event as structured JSON, and must make an object; with `specversion` it is an event,
   * without, a Broker takes it for a failure (eventing.md §11.1). No cluster checks it before it runs.
   */
  readonly jsonata: string;
  /**
   * The contracts of the events it takes. With them it can be a step of a flow, named by its construct id, which must then
   * be a DNS label.
   *
   * @default - unknown
   */
  readonly accepts?: readonly Accepts[];
  /**
   * The contracts of the events it answers with: what `jsonata` makes, or with a `sink` what `reply` does.
   *
   * @default - none
   */
  readonly replies?: readonly Replies[];
  /**
   * Where what it makes is sent instead of being answered. Must be in the same namespace.
   *
   * @default - it is the answer
   */
  readonly sink?: Addressable;
  /** The contracts of the events it sends to the `sink`. @default - unknown */
  readonly emits?: readonly Emits[];
  /**
   * What becomes of the sink's answer: made anew by another expression, or thrown away.
   *
   * @default - it is passed on without its content type, so that nobody takes it for an event (eventing.md §11.1)
   */
  readonly reply?: TransformReply;
  /**
   * Name, namespace, labels and annotations.
   *
   * @default - a name made of the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/** What becomes of the answer of a transformation's sink. */
export type TransformReply =
  | {
      /** What is made of the answer, in JSONata. */
      readonly jsonata: string;
      readonly discard?: undefined;
    }
  | {
      /** Answers with the sink's status alone. */
      readonly discard: true;
      readonly jsonata?: undefined;
    };

/**
 * Makes other events of events by an expression in JSONata, without code of your own (eventing.md §4.10, §11.1). A step of a
 * flow where it says what it takes; with a `sink` it sends what it makes there.
 */
export class EventTransform<
    Accepts extends AnyContract = never,
    Replies extends AnyContract = never,
    Emits extends AnyContract = AnyContract,
    Id extends string = string,
  >
  extends Construct
  implements Addressable
{
  /** The object itself, for patches: `transform.object.addJsonPatch(…)`. */
  public readonly object: EventTransformObject;
  /** What it takes and answers, as a step; undefined where nobody says. */
  public readonly step: TransformStep<Accepts, Replies, Id>;
  public readonly external = undefined;

  /** @throws {@link AuthoringError} `invalid-name`, `transform-without-sink`, `invalid-step-name` */
  public constructor(scope: Construct, id: Id, props: EventTransformProps<Accepts, Replies, Emits>) {
    super(scope, id);
    adopt(this, new.target);
    const { jsonata, accepts, replies, sink, emits, reply, metadata } = props;
    checkSink(props, this.node.path);
    this.step = transformStep(id, accepts, replies) as TransformStep<Accepts, Replies, Id>;
    const slot = new SinkSlot();
    const object = new EventTransformObject(this, MAIN, {
      metadata: withAnnotations(metadata, {
        [ACCEPTS]: contractNames(accepts),
        [REPLIES]: contractNames(replies ?? (accepts === undefined ? undefined : [])),
        [EMITS]: contractNames(emits),
      }),
      spec: {
        jsonata: { expression: jsonata },
        ...(sink === undefined ? {} : { sink: slot.spec(namespaceIn(scope, metadata)) }),
        ...(reply === undefined ? {} : { reply: replySpec(reply) }),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (sink !== undefined) slot.set(sink, { object, emits: emits ?? [] });
  }

  /** Names the transformation from another object. */
  public get ref(): ObjectReference {
    const { name, metadata } = this.object;
    const { namespace } = metadata;
    return { ...EventTransformObject.GVK, name, ...(namespace === undefined ? {} : { namespace }) };
  }

  /** The transformation as a sink or subscriber. */
  public get destination(): DestinationSpec {
    return { ref: this.ref };
  }
}

function transformStep(
  id: string,
  accepts: readonly AnyContract[] | undefined,
  replies: readonly AnyContract[] | undefined,
): Step | undefined {
  return accepts === undefined ? undefined : defineStep(id, { accepts, replies: replies ?? [] });
}

function replySpec(reply: TransformReply) {
  return reply.jsonata === undefined ? { discard: true } : { jsonata: { expression: reply.jsonata } };
}

/** What only has a meaning beside a sink is refused without one. */
function checkSink({ sink, emits, reply }: EventTransformProps<AnyContract, AnyContract>, construct: string): void {
  if (sink !== undefined || (emits === undefined && reply === undefined)) return;
  const prop = emits === undefined ? "reply" : "emits";
  throw new AuthoringError({
    code: "transform-without-sink",
    at: { construct },
    field: `spec.${prop === "reply" ? "reply" : "sink"}`,
    message: `This EventTransform has \`${prop}\` and no \`sink\`: what it makes is its answer.`,
    mend: prop === "emits" ? "Write `replies`, or name a `sink`." : "Leave `reply` out, or name a `sink`.",
    source: "knative/eventing.md §4.10",
  });
}
