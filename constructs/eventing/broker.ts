import { type ApiObjectMetadata, Lazy } from "cdk8s";
import { Construct } from "constructs";
import { type AnyContract, isContract } from "../../src/events/index.ts";
import { contractName, EXTERNAL, type ExternalDeclaration } from "../../src/manifests/annotations.ts";
import type { DestinationSpec, ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { externalAnnotation, referenceFrom } from "../core/destination.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { withAnnotations } from "../core/metadata.ts";
import { checkName, LABELLED_NAME } from "../core/names.ts";
import { BrokerObject } from "../generated/index.ts";
import { addInfo, captureOrigin } from "../core/construct-info.ts";
import { type DeliveryProps, deliverySpec } from "./delivery.ts";
import {
  type KafkaBrokerProps,
  kafkaBrokerProps,
  kafkaConfig,
  type KafkaNamespacedBrokerProps,
} from "./kafka-broker.ts";
import { type RabbitmqBrokerProps, rabbitmqBrokerProps, rabbitmqConfig } from "./rabbitmq-broker.ts";
import { declareContract } from "./declare.ts";
import type { EventType } from "./event-type.ts";
import { type BrokerFilter, Subscribing } from "./subscribing.ts";
import type { TriggerableBroker } from "./trigger.ts";

/** Properties for {@link Broker}. */
export interface BrokerProps {
  /**
   * How events reach the subscribers of its Triggers that have no delivery of their own.
   *
   * @default - the cluster's: as shipped 10 retries, exponential from 0.2 s, no dead-letter sink. Any delivery given
   * here replaces it as a whole (eventing.md §4.1).
   */
  readonly delivery?: DeliveryProps;
  /**
   * Which implementation serves it, such as `MTChannelBasedBroker`. It can never change. For Kafka and RabbitMQ see
   * {@link Broker.kafka} and {@link Broker.rabbitmq}.
   *
   * @default - the cluster's default class
   */
  readonly class?: string;
  /**
   * The object that configures the implementation, such as a ConfigMap. It can never change.
   *
   * @default - the cluster's default for the class
   */
  readonly config?: ObjectReference;
  /**
   * Name, namespace, labels and annotations.
   *
   * @default - a name made of the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/** What a Broker of ours and one that exists already have in common. */
export abstract class BrokerBase extends Construct implements TriggerableBroker {
  /** The Broker's name in its namespace. */
  public abstract readonly name: string;
  /** The Broker's namespace; undefined leaves it to the apply. */
  public abstract readonly namespace: string | undefined;
  public abstract readonly external: ExternalDeclaration | undefined;

  /** Names the Broker from another object. */
  public get ref(): ObjectReference {
    const { name, namespace } = this;
    return { ...BrokerObject.GVK, name, ...(namespace === undefined ? {} : { namespace }) };
  }

  /** The Broker as a sink: events sent there enter it. */
  public get destination(): DestinationSpec {
    return { ref: this.ref };
  }

  /**
   * Starts a Trigger: `broker.on(QueryCompleted).to(charter)`. Takes the events of one contract, of any of several, or
   * those that pass a filter (`{ attributes: { … } }` or `{ filters: [ … ] }`).
   */
  public on<C extends AnyContract>(contracts: C | readonly C[]): Subscribing<C["type"]>;
  public on(filter: BrokerFilter): Subscribing;
  public on(what: AnyContract | readonly AnyContract[] | BrokerFilter): Subscribing {
    if (isContract(what)) return Subscribing.onContracts(this, [what]);
    if (isList(what)) return Subscribing.onContracts(this, what);
    return Subscribing.onFilter(this, what as BrokerFilter);
  }

  /**
   * Makes a contract known on this Broker by an {@link EventType}: once for each, however often it is declared.
   *
   * @throws {@link AuthoringError} `duplicate-event-type` if another contract would have the same name
   */
  public declare(contract: AnyContract): EventType {
    return declareContract(this, this, contract);
  }
}

/**
 * Takes events in and hands each to the subscribers whose Triggers let it through; what they reply comes back in
 * (eventing.md §4.1).
 */
export class Broker extends BrokerBase {
  /** The object itself, for patches: `broker.object.addJsonPatch(…)`. */
  public readonly object: BrokerObject;
  public readonly external = undefined;
  private config: ObjectReference | undefined;

  /** @throws {@link AuthoringError} `invalid-name`, `duration-cut` */
  public constructor(scope: Construct, id: string, props: BrokerProps = {}) {
    super(scope, id);
    adopt(this, new.target);
    const { delivery, metadata } = props;
    this.config = props.config;
    const namespace = namespaceIn(scope, metadata);
    const rendered = deliverySpec(namespace, delivery, this.node.path);
    const object = new BrokerObject(this, MAIN, {
      metadata: withAnnotations(metadata, {
        "eventing.knative.dev/broker.class": props.class,
        [EXTERNAL]: externalAnnotation([delivery?.deadLetterSink]),
      }),
      spec: {
        // Asked for when it is rendered: a Broker with a config of its own is the parent of that.
        config: Lazy.any({ produce: () => this.config && referenceFrom(namespace, this.config) }),
        ...(rendered === undefined ? {} : { delivery: rendered }),
      },
    });
    this.object = named(object, LABELLED_NAME);
  }

  public override get name(): string {
    return this.object.name;
  }

  public override get namespace(): string | undefined {
    return this.object.metadata.namespace;
  }

  /**
   * A Broker on Kafka, with its ConfigMap or one that exists (sources.md §1.4). Events are kept in a topic until every
   * Trigger's subscriber has them: `Broker.kafka(chart, "orders", { config: { bootstrapServers, partitions: 10,
   * replicationFactor: 3 } })`.
   *
   * @throws {@link AuthoringError} `invalid-name`, `duration-cut`
   */
  public static kafka(scope: Construct, id: string, props: KafkaBrokerProps): Broker {
    const broker = new Broker(scope, id, kafkaBrokerProps(props, "Kafka"));
    broker.config = kafkaConfig(broker, props.config);
    // oxlint-disable-next-line typescript/unbound-method -- named as a frame of the stack, not called
    return originAt(broker, Broker.kafka);
  }

  /**
   * A Broker on Kafka whose receivers and dispatchers run in its own namespace, and nowhere else (sources.md §1.4). Its
   * ConfigMap is in that namespace too.
   *
   * @throws {@link AuthoringError} `invalid-name`, `duration-cut`
   */
  public static kafkaNamespaced(scope: Construct, id: string, props: KafkaNamespacedBrokerProps): Broker {
    const broker = new Broker(scope, id, kafkaBrokerProps(props, "KafkaNamespaced"));
    broker.config = kafkaConfig(broker, props.config);
    // oxlint-disable-next-line typescript/unbound-method -- named as a frame of the stack, not called
    return originAt(broker, Broker.kafkaNamespaced);
  }

  /**
   * A Broker on RabbitMQ, with its RabbitmqBrokerConfig or one that exists (sources.md §2.2). Without a `delivery`, on it or
   * on the Trigger, an event that fails once is dropped.
   *
   * @throws {@link AuthoringError} `invalid-name`, `duration-cut`
   */
  public static rabbitmq(scope: Construct, id: string, props: RabbitmqBrokerProps): Broker {
    const broker = new Broker(scope, id, rabbitmqBrokerProps(props));
    broker.config = rabbitmqConfig(broker, props.config);
    // oxlint-disable-next-line typescript/unbound-method -- named as a frame of the stack, not called
    return originAt(broker, Broker.rabbitmq);
  }

  /**
   * A Broker that exists already, such as the platform's `default`. It is not made; Triggers on it are.
   *
   * @param name - its name in the cluster
   * @throws {@link AuthoringError} `invalid-name`
   */
  public static fromName(scope: Construct, id: string, name: string, options: BrokerFromNameOptions = {}): BrokerBase {
    return new ExistingBroker(scope, id, name, options);
  }
}

/** What is known of a Broker that exists already. */
export interface BrokerFromNameOptions {
  /** @default - the chart's namespace */
  readonly namespace?: string;
  /**
   * The contracts of the events that enter it from elsewhere.
   *
   * @default - unknown: nothing is said against a Trigger that takes other events
   */
  readonly accepts?: readonly AnyContract[];
}

/** The line that made a Broker is the one that called the factory. */
function originAt(broker: Broker, factory: CallableFunction): Broker {
  addInfo(broker, { origin: captureOrigin(factory) });
  return broker;
}

class ExistingBroker extends BrokerBase {
  public readonly namespace: string | undefined;
  public readonly external: ExternalDeclaration;
  public readonly name: string;

  public constructor(scope: Construct, id: string, name: string, options: BrokerFromNameOptions) {
    super(scope, id);
    adopt(this, new.target);
    checkName("Broker", name, LABELLED_NAME, this.node.path);
    this.name = name;
    this.namespace = options.namespace ?? namespaceIn(scope, undefined);
    this.external = {
      ref: this.ref,
      name,
      ...(options.accepts === undefined ? {} : { accepts: options.accepts.map((contract) => contractName(contract)) }),
    };
  }
}

function isList<T>(value: T | readonly T[] | BrokerFilter): value is readonly T[] {
  return Array.isArray(value);
}
