import type { Construct } from "constructs";
import { type Contract, REDIS_STREAM_TYPE, redisStreamEvent } from "../../src/events/index.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { redisStream, type RedisStreamProps } from "../core/redis.ts";
import { RedisStreamSourceObject } from "../generated/index.ts";
import type { SourceProps } from "./sink.ts";
import { checkClaims, emitting, SourceBase, type SourceObjectProps } from "./source-base.ts";

/** The contract of a RedisStreamSource's events. Made by `redisStreamEvent`. */
export type RedisStreamContract = Contract<typeof REDIS_STREAM_TYPE>;

/** Properties for {@link RedisStreamSource}. */
export interface RedisStreamSourceProps<C extends RedisStreamContract = RedisStreamContract>
  extends RedisStreamProps,
    SourceProps,
    SourceObjectProps {
  /**
   * The consumer group, by which Redis remembers what was read. Made if it is missing.
   *
   * @default - one that is made for this source and deleted with it
   */
  readonly group?: string;
  /** How many consumers of the group read at a time. @default - the cluster's, `numConsumers` in `config-redis` */
  readonly consumers?: number;
  /**
   * The contract of what it sends, made by `redisStreamEvent({ data })`.
   *
   * @default - `redisStreamEvent()`: a list of texts, fields and values in turn
   */
  readonly event?: C;
}

/**
 * Sends the entries of a Redis stream as `dev.knative.sources.redisstream` (sources.md §4). The data are the entry's fields
 * and values in turn: `["fruit", "banana"]`. It has no delivery of its own: after its retries an event is lost.
 */
export class RedisStreamSource<
  C extends RedisStreamContract = Contract<typeof REDIS_STREAM_TYPE, readonly string[]>,
> extends SourceBase<C> {
  public readonly object: RedisStreamSourceObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `impossible-emission`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: RedisStreamSourceProps<C>) {
    super(scope, id);
    const { group, consumers, event } = props;
    const claimed = event === undefined ? [] : [event];
    checkClaims({ kind: "RedisStreamSource", construct: this.node.path, declareBy: "redisStreamEvent()" }, claimed, [
      REDIS_STREAM_TYPE,
    ]);
    // Without a contract C is inferred as its default, which `redisStreamEvent()` is.
    this.emits = [event ?? (redisStreamEvent() as RedisStreamContract as C)];
    const object = new RedisStreamSourceObject(this, MAIN, {
      metadata: emitting(props, this.emits),
      spec: {
        ...redisStream(props),
        ...(group === undefined ? {} : { group }),
        ...(consumers === undefined ? {} : { consumers }),
        ...this.sourceSpec(props),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}
