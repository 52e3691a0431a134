import type { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { KafkaSinkObject } from "../generated/index.ts";
import { accepting, SinkBase, type SinkProps } from "./sink-base.ts";

/** Properties for {@link KafkaSink}. */
export interface KafkaSinkProps<Accepts extends AnyContract = never> extends SinkProps<Accepts> {
  /** Addresses of brokers, at least one: `my-cluster-kafka-bootstrap.kafka:9092`. */
  readonly bootstrapServers: readonly string[];
  /** The topic it writes to. It can never change. */
  readonly topic: string;
  /**
   * Has the topic made, and deleted with the sink: how many partitions, and on how many brokers each is kept. They can
   * never change.
   *
   * @default - the topic exists already
   */
  readonly createTopic?: {
    /** How many partitions, at least one. */
    readonly numPartitions: number;
    /** On how many brokers each is kept, at least one. */
    readonly replicationFactor: number;
  };
  /** How events are written: attributes as headers (`binary`) or all as one JSON (`structured`). @default "binary" */
  readonly contentMode?: "binary" | "structured";
  /**
   * The name of a Secret that says how to log in: `protocol`, `sasl.mechanism`, `user`, `password`, `ca.crt`, `user.crt`,
   * `user.key` (sources.md §1.4).
   *
   * @default - without a login
   */
  readonly authSecret?: string;
}

/**
 * Writes events to a Kafka topic (sources.md §1.2). The record's key is the event's attribute `partitionkey`. It answers
 * without an event: it can be the last step of a flow, and none in the middle.
 */
export class KafkaSink<Accepts extends AnyContract = never, Id extends string = string> extends SinkBase<Accepts, Id> {
  public readonly object: KafkaSinkObject;

  /** @throws {@link AuthoringError} `invalid-name`, `invalid-step-name` */
  public constructor(scope: Construct, id: Id, props: KafkaSinkProps<Accepts>) {
    super(scope, id, props);
    const { bootstrapServers, topic, createTopic, contentMode, authSecret } = props;
    const object = new KafkaSinkObject(this, MAIN, {
      metadata: accepting(props),
      spec: {
        bootstrapServers: [...bootstrapServers],
        topic,
        ...createTopic,
        ...(contentMode === undefined ? {} : { contentMode }),
        ...(authSecret === undefined ? {} : { auth: { secret: { ref: { name: authSecret } } } }),
      },
    });
    this.object = named(object, OBJECT_NAME);
  }
}
