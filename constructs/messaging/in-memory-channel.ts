import type { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import type { ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { CHANNEL_NAME } from "../core/names.ts";
import { InMemoryChannelObject } from "../generated/index.ts";
import { ChannelBase } from "./channel-base.ts";
import { carried, carryingMetadata, type CarryingProps, carryingSpec } from "./channel.ts";

/** Properties for {@link InMemoryChannel}. */
export interface InMemoryChannelProps<Carried extends AnyContract = AnyContract> extends CarryingProps<Carried> {
  /**
   * Whether senders hear 202 before anything is delivered. What fails then is told to nobody but the dead-letter sink
   * (eventing.md §6.4).
   *
   * @default false
   */
  readonly async?: boolean;
}

/**
 * Hands every event to each of its subscribers and stores nothing: it answers its sender when all of them have, with 500
 * if one of them failed for good (eventing.md §4.4, §6.4).
 */
export class InMemoryChannel<Carried extends AnyContract = AnyContract> extends ChannelBase<Carried> {
  /** The object itself, for patches: `channel.object.addJsonPatch(…)`. */
  public readonly object: InMemoryChannelObject;
  public readonly carries: readonly Carried[] | undefined;
  public readonly external = undefined;

  /** @throws {@link AuthoringError} `invalid-name`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: InMemoryChannelProps<Carried> = {}) {
    super(scope, id);
    adopt(this, new.target);
    const { annotations, ...metadata } = carryingMetadata(props);
    const async = props.async === true ? { "messaging.knative.dev/async-handler": "true" } : {};
    this.carries = carried(props);
    const object = new InMemoryChannelObject(this, MAIN, {
      metadata: { ...metadata, annotations: { ...async, ...annotations } },
      spec: carryingSpec(props, namespaceIn(scope, props.metadata), this.node.path),
    });
    this.object = named(object, CHANNEL_NAME);
    for (const contract of this.emits) this.declare(contract);
  }

  public override get ref(): ObjectReference {
    const { name, metadata } = this.object;
    const { namespace } = metadata;
    return { ...InMemoryChannelObject.GVK, name, ...(namespace === undefined ? {} : { namespace }) };
  }
}
