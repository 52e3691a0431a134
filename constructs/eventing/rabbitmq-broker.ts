import type { ObjectReference } from "../core/addressable.ts";
import { withAnnotations } from "../core/metadata.ts";
import { rabbitmqCluster, type RabbitmqClusterReference } from "../core/rabbitmq.ts";
import { RabbitmqBrokerConfigObject } from "../generated/index.ts";
import type { BrokerBase, BrokerProps } from "./broker.ts";

/** What the RabbitmqBrokerConfig of a Broker says; it is made beside the Broker and can never change (sources.md §2.2). */
export interface RabbitmqBrokerConfig {
  /** The RabbitMQ that keeps the events. */
  readonly cluster: RabbitmqClusterReference;
  /** What its queues are: `quorum` is kept on several nodes. @default "quorum" */
  readonly queueType?: "quorum" | "classic";
  /** The virtual host. @default - the server's own */
  readonly vhost?: string;
}

/** A config that exists: a RabbitmqBrokerConfig by its name. */
export interface RabbitmqBrokerConfigReference {
  /** The RabbitmqBrokerConfig's name. */
  readonly brokerConfig: string;
  /** Its namespace. @default - the Broker's */
  readonly namespace?: string;
}

/** Properties for {@link Broker.rabbitmq}. */
export interface RabbitmqBrokerProps extends Omit<BrokerProps, "class" | "config"> {
  /** Where RabbitMQ is: a RabbitmqBrokerConfig that is made for it, or `{ brokerConfig }` for one that exists. */
  readonly config: RabbitmqBrokerConfig | RabbitmqBrokerConfigReference;
  /** What its ingress asks for, and the most it may use. @default - the cluster's own */
  readonly resources?: {
    /** What it asks for: `{ cpu: "100m", memory: "64Mi" }`. @default - the cluster's own */
    readonly requests?: RabbitmqIngressAmounts;
    /** The most it may use. @default - the cluster's own */
    readonly limits?: RabbitmqIngressAmounts;
  };
}

/** Amounts as Kubernetes quantities. */
export interface RabbitmqIngressAmounts {
  /** Such as `100m`. @default - the cluster's own */
  readonly cpu?: string;
  /** Such as `64Mi`. @default - the cluster's own */
  readonly memory?: string;
}

/** The Broker's own part of what it was told. */
export function rabbitmqBrokerProps({ resources, delivery, metadata }: RabbitmqBrokerProps): BrokerProps {
  const prefix = "rabbitmq.eventing.knative.dev/";
  return {
    class: "RabbitMQBroker",
    ...(delivery === undefined ? {} : { delivery }),
    metadata: withAnnotations(metadata, {
      [`${prefix}cpu-request`]: resources?.requests?.cpu,
      [`${prefix}cpu-limit`]: resources?.limits?.cpu,
      [`${prefix}memory-request`]: resources?.requests?.memory,
      [`${prefix}memory-limit`]: resources?.limits?.memory,
    }),
  };
}

/** The config of a RabbitMQ Broker, made as its child unless one is named. */
export function rabbitmqConfig(
  broker: BrokerBase,
  config: RabbitmqBrokerConfig | RabbitmqBrokerConfigReference,
): ObjectReference {
  const own = broker.namespace === undefined ? {} : { namespace: broker.namespace };
  const kind = RabbitmqBrokerConfigObject.GVK;
  if ("brokerConfig" in config) {
    const elsewhere = config.namespace === undefined ? own : { namespace: config.namespace };
    return { ...kind, name: config.brokerConfig, ...elsewhere };
  }
  const { cluster, queueType, vhost } = config;
  const object = new RabbitmqBrokerConfigObject(broker, "config", {
    metadata: own,
    spec: {
      rabbitmqClusterReference: rabbitmqCluster(cluster),
      ...(queueType === undefined ? {} : { queueType }),
      ...(vhost === undefined ? {} : { vhost }),
    },
  });
  return { ...kind, name: object.name, ...own };
}
