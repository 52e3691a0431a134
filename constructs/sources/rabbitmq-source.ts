import type { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { rabbitmqCluster, type RabbitmqClusterReference } from "../core/rabbitmq.ts";
import { type DeliveryProps, deliverySpec } from "../eventing/delivery.ts";
import { RabbitmqSourceObject } from "../generated/index.ts";
import type { SourceProps } from "./sink.ts";
import { emitting, SourceBase, type SourceObjectProps } from "./source-base.ts";

/** Properties for {@link RabbitmqSource}. Nothing of it can be changed once it is applied (sources.md §2.1). */
export interface RabbitmqSourceProps<C extends AnyContract = AnyContract>
  extends Pick<SourceProps, "sink">,
    SourceObjectProps {
  /** The RabbitMQ it reads from. */
  readonly cluster: RabbitmqClusterReference;
  /** The queue it reads. It is declared, unless `predeclared`. */
  readonly queueName: string;
  /** The exchange that the queue is bound to; needed unless `predeclared`. @default - none */
  readonly exchangeName?: string;
  /** The virtual host. @default - the server's own */
  readonly vhost?: string;
  /** How many messages are on their way at a time, 1 to 1000; only 1 keeps their order. @default 1 */
  readonly parallelism?: number;
  /**
   * Whether queue and exchange exist already, so that nothing is declared. Otherwise the RabbitMQ Messaging Topology
   * Operator must be installed.
   *
   * @default false
   */
  readonly predeclared?: boolean;
  /**
   * The contracts of what it sends: of the CloudEvents in the queue, which pass unchanged, and `rabbitmqEvent()` for
   * messages that are none.
   *
   * @default - unknown: nobody knows what is in the queue
   */
  readonly events?: readonly C[];
  /** How often and how patiently an event is tried. There is no dead-letter sink: then it is lost. @default - one attempt */
  readonly delivery?: Pick<DeliveryProps, "retry" | "backoff">;
  /** The service account it runs as. @default - the namespace's default */
  readonly serviceAccountName?: string;
}

/**
 * Sends the messages of a RabbitMQ queue (sources.md §2.1). A message that is a CloudEvent passes unchanged; every other
 * becomes a `dev.knative.rabbitmq.event` with the message's body as data.
 */
export class RabbitmqSource<C extends AnyContract = AnyContract> extends SourceBase<C> {
  public readonly object: RabbitmqSourceObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: RabbitmqSourceProps<C>) {
    super(scope, id);
    const { queueName, exchangeName, vhost, parallelism, predeclared, delivery, serviceAccountName, metadata } = props;
    this.emits = [...(props.events ?? [])];
    const rendered = deliverySpec(this.namespaceOf(props), delivery, this.node.path);
    const object = new RabbitmqSourceObject(this, MAIN, {
      metadata: emitting(props, props.events),
      spec: {
        rabbitmqClusterReference: rabbitmqCluster(props.cluster),
        rabbitmqResourcesConfig: {
          queueName,
          ...(exchangeName === undefined ? {} : { exchangeName }),
          ...(vhost === undefined ? {} : { vhost }),
          ...(parallelism === undefined ? {} : { parallelism }),
          ...(predeclared === undefined ? {} : { predeclared }),
        },
        ...(rendered === undefined ? {} : { delivery: rendered }),
        ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
        ...this.sourceSpec(metadata === undefined ? {} : { metadata }),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}
