import type { Construct } from "constructs";
import type { Contract } from "../../src/events/index.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { redisStream, type RedisStreamProps } from "../core/redis.ts";
import { RedisStreamSinkObject } from "../generated/index.ts";
import { accepting, SinkBase, type SinkProps } from "./sink-base.ts";

/** The contract of an event that can be appended: a list of texts, fields and values in turn. */
export type RedisStreamEntryContract = Contract<string, readonly string[], readonly string[]>;

/** Properties for {@link RedisStreamSink}. */
export interface RedisStreamSinkProps<Accepts extends RedisStreamEntryContract = never>
  extends RedisStreamProps,
    SinkProps<Accepts> {}

/**
 * Appends events to a Redis stream (sources.md §4). The data must be a list of texts, fields and values in turn:
 * `["fruit", "banana"]`. **Anything else is lost**: it is logged, and the sender is told that all is well. It never replies.
 */
export class RedisStreamSink<
  Accepts extends RedisStreamEntryContract = never,
  Id extends string = string,
> extends SinkBase<Accepts, Id> {
  public readonly object: RedisStreamSinkObject;

  /** @throws {@link AuthoringError} `invalid-name`, `invalid-step-name` */
  public constructor(scope: Construct, id: Id, props: RedisStreamSinkProps<Accepts>) {
    super(scope, id, props);
    const object = new RedisStreamSinkObject(this, MAIN, { metadata: accepting(props), spec: redisStream(props) });
    this.object = named(object, OBJECT_NAME);
  }
}
