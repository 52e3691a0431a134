import type { Duration } from "cdk8s";
import type { Construct } from "constructs";
import { type Contract, integrationEvent, type IntegrationType, type Naming } from "../../src/events/index.ts";
import {
  type AwsAuth,
  awsAuth,
  overriding,
  type AwsEndpoint,
  type AwsS3Connector,
  type AwsSqsConnector,
} from "../core/aws.ts";
import { wholeMilliseconds } from "../core/duration.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { LABELLED_NAME } from "../core/names.ts";
import { IntegrationSourceObject, type IntegrationSourceSpec } from "../generated/index.ts";
import type { SourceProps } from "./sink.ts";
import { checkClaims, emitting, SourceBase, type SourceObjectProps } from "./source-base.ts";

/** Sends the same message again and again. */
export interface TimerConnector {
  /** How long it waits between two events, to the millisecond. @default - 1 second */
  readonly period?: Duration;
  /** The data of every event. @default - empty */
  readonly message?: string;
  /** The media type of the data. @default "text/plain" */
  readonly contentType?: string;
  /** How many events it sends. @default - without end */
  readonly repeatCount?: number;
}

/** Reads the objects of an S3 bucket; the data are an object's content. */
export interface AwsS3SourceConnector extends AwsS3Connector {
  /** Deletes an object that was read; otherwise it is read again with every poll. @default true */
  readonly deleteAfterRead?: boolean;
  /** Moves an object that was read to `destinationBucket`. @default false */
  readonly moveAfterRead?: boolean;
  /** Where to. @default - none */
  readonly destinationBucket?: string;
  /** What is put before the name there. @default - nothing */
  readonly destinationBucketPrefix?: string;
  /** What is put after the name there. @default - nothing */
  readonly destinationBucketSuffix?: string;
  /** Reads only objects whose name begins so. @default - all */
  readonly prefix?: string;
  /** Sends events without the object's content. @default false */
  readonly ignoreBody?: boolean;
  /** How long it waits between two polls, to the millisecond. @default - 500 ms */
  readonly delay?: Duration;
  /** How many objects one poll reads at most. @default 10 */
  readonly maxMessagesPerPoll?: number;
}

/** Reads the messages of an SQS queue; the data are a message's body. */
export interface AwsSqsSourceConnector extends AwsSqsConnector {
  /** Deletes a message that was read; otherwise it comes again. @default true */
  readonly deleteAfterRead?: boolean;
  /** Polls again at once where a poll brought something. @default false */
  readonly greedy?: boolean;
  /** How long it waits between two polls, to the millisecond. @default - 500 ms */
  readonly delay?: Duration;
  /** How many messages one poll reads, 1 to 10. @default 1 */
  readonly maxMessagesPerPoll?: number;
  /** How long a poll waits for a message, in whole seconds, at most 20. @default - the queue's own */
  readonly waitTimeSeconds?: number;
  /** How long a message that was read is hidden from others, in whole seconds. @default - the queue's own */
  readonly visibilityTimeout?: number;
}

/** Reads the changes of a DynamoDB table; the data are the change. */
export interface AwsDynamoDbStreamsConnector extends AwsEndpoint {
  /** The table's name. */
  readonly table: string;
  /** Such as `eu-west-1`. */
  readonly region: string;
  /** Where in the stream it starts. @default "FROM_LATEST" */
  readonly streamIteratorType?: string;
  /** How long it waits between two polls, to the millisecond. @default - 500 ms */
  readonly delay?: Duration;
}

/** What an {@link IntegrationSource} connects to: exactly one. */
export type IntegrationSourceConnector =
  | {
      /** A timer. */
      readonly timer: TimerConnector;
      readonly s3?: undefined;
      readonly sqs?: undefined;
      readonly ddbStreams?: undefined;
    }
  | {
      /** An S3 bucket. */
      readonly s3: AwsS3SourceConnector;
      /** With what it authenticates. */
      readonly auth: AwsAuth;
      readonly timer?: undefined;
      readonly sqs?: undefined;
      readonly ddbStreams?: undefined;
    }
  | {
      /** An SQS queue. */
      readonly sqs: AwsSqsSourceConnector;
      /** With what it authenticates. */
      readonly auth: AwsAuth;
      readonly timer?: undefined;
      readonly s3?: undefined;
      readonly ddbStreams?: undefined;
    }
  | {
      /** The changes of a DynamoDB table. */
      readonly ddbStreams: AwsDynamoDbStreamsConnector;
      /** With what it authenticates. */
      readonly auth: AwsAuth;
      readonly timer?: undefined;
      readonly s3?: undefined;
      readonly sqs?: undefined;
    };

/** The event of a connector. */
export type IntegrationEventOf<On extends IntegrationSourceConnector> = On extends { readonly timer: TimerConnector }
  ? "timer"
  : On extends { readonly s3: AwsS3SourceConnector }
    ? "aws-s3"
    : On extends { readonly sqs: AwsSqsSourceConnector }
      ? "aws-sqs"
      : "aws-ddb-streams";

/** The contract of what a connector sends, made by `integrationEvent`, under today's name or the older one. */
export type IntegrationContract<On extends IntegrationSourceConnector = IntegrationSourceConnector> = Contract<
  IntegrationType<IntegrationEventOf<On>, Naming>
>;

/** Properties for {@link IntegrationSource}. */
export interface IntegrationSourceProps<
  On extends IntegrationSourceConnector = IntegrationSourceConnector,
  C extends IntegrationContract<On> = IntegrationContract<On>,
> extends SourceProps,
    SourceObjectProps {
  /** What it connects to: `{ timer }`, or `{ s3, auth }`, `{ sqs, auth }`, `{ ddbStreams, auth }` of AWS. */
  readonly connector: On;
  /**
   * The contract of what it sends, made by `integrationEvent("aws-sqs", { data })`.
   *
   * @default - the connector's type under today's name, with data of any shape
   */
  readonly event?: C;
  /** The pods it runs in, merged over its own: for resources, or a node selector. @default - the connector's own */
  readonly template?: NonNullable<IntegrationSourceSpec["template"]>;
}

/**
 * Connects to a timer or a service of AWS by a ready container of Apache Camel (eventing.md §4.16, §7.1). Sends
 * `dev.knative.eventing.timer`, `.aws-s3`, `.aws-sqs` or `.aws-ddb-streams`; images built before 28 November 2024 send
 * `dev.knative.connector.event.…` instead: for those declare the event with `integrationEvent(…, { naming: "legacy" })`.
 */
export class IntegrationSource<
  On extends IntegrationSourceConnector = IntegrationSourceConnector,
  C extends IntegrationContract<On> = Contract<IntegrationType<IntegrationEventOf<On>>>,
> extends SourceBase<C> {
  public readonly object: IntegrationSourceObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `impossible-emission`, `duration-cut`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: IntegrationSourceProps<On, C>) {
    super(scope, id);
    const { connector, event, template } = props;
    const construct = this.node.path;
    const name = eventOf(connector);
    const known = integrationEvent(name);
    checkClaims(
      { kind: `IntegrationSource of ${name}`, construct, declareBy: `integrationEvent("${name}")` },
      event === undefined ? [] : [event],
      [known.type, integrationEvent(name, { naming: "legacy" }).type],
    );
    // Without a contract C is inferred as its default, which `integrationEvent(name)` is.
    this.emits = [event ?? (known as IntegrationContract as C)];
    const object = new IntegrationSourceObject(this, MAIN, {
      metadata: emitting(props, event === undefined ? undefined : [event]),
      spec: {
        ...this.sourceSpec(props),
        ...connectorSpec(connector, construct),
        ...(template === undefined ? {} : { template }),
      },
    });
    this.object = named(object, LABELLED_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}

function eventOf(connector: IntegrationSourceConnector) {
  if (connector.timer !== undefined) return "timer";
  if (connector.s3 !== undefined) return "aws-s3";
  return connector.sqs === undefined ? "aws-ddb-streams" : "aws-sqs";
}

function connectorSpec(connector: IntegrationSourceConnector, construct: string): Omit<IntegrationSourceSpec, "sink"> {
  const milliseconds = (duration: Duration, field: string) => wholeMilliseconds(duration, { construct, field });
  if (connector.timer !== undefined) {
    const { period, ...timer } = connector.timer;
    return {
      timer: { ...timer, ...(period === undefined ? {} : { period: milliseconds(period, "spec.timer.period") }) },
    };
  }
  const polling = ({ delay, ...endpoint }: AwsEndpoint & { readonly delay?: Duration }, field: string) => ({
    ...overriding(endpoint),
    ...(delay === undefined ? {} : { delay: milliseconds(delay, `spec.aws.${field}.delay`) }),
  });
  const auth = awsAuth(connector.auth);
  if (connector.s3 !== undefined) {
    const { delay: _delay, ...s3 } = connector.s3;
    return { aws: { s3: { ...s3, ...polling(connector.s3, "s3") }, ...auth } };
  }
  if (connector.sqs !== undefined) {
    const { delay: _delay, ...sqs } = connector.sqs;
    return { aws: { sqs: { ...sqs, ...polling(connector.sqs, "sqs") }, ...auth } };
  }
  const { delay: _delay, ...ddbStreams } = connector.ddbStreams;
  return { aws: { ddbStreams: { ...ddbStreams, ...polling(connector.ddbStreams, "ddbStreams") }, ...auth } };
}
