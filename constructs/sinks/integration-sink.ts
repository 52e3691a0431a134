import type { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import {
  type AwsAuth,
  awsAuth,
  type AwsEndpoint,
  type AwsS3Connector,
  type AwsSqsConnector,
  overriding,
} from "../core/aws.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { LABELLED_NAME } from "../core/names.ts";
import { IntegrationSinkObject, type IntegrationSinkSpec } from "../generated/index.ts";
import { accepting, SinkBase, type SinkProps } from "./sink-base.ts";

/** Writes events to the log of its container, to look at. */
export interface LogConnector {
  /** The name it logs under. @default "log-sink" */
  readonly loggerName?: string;
  /** @default "INFO" */
  readonly level?: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "OFF";
  /** Whether the data are logged. @default true */
  readonly showBody?: boolean;
  /** Whether the attributes are logged. @default false */
  readonly showHeaders?: boolean;
  /** Whether each thing gets a line of its own. @default false */
  readonly multiline?: boolean;
}

/** An SNS topic. */
export interface AwsSnsConnector extends AwsEndpoint {
  /** The topic: `arn:aws:sns:eu-west-1:123456789012:my-topic`, or its name. */
  readonly arn: string;
  /** Such as `eu-west-1`. */
  readonly region: string;
  /** Makes the topic if it is missing. @default false */
  readonly autoCreateTopic?: boolean;
}

/** What an {@link IntegrationSink} connects to: exactly one. */
export type IntegrationSinkConnector =
  | {
      /** The log of its container. */
      readonly log: LogConnector;
      readonly s3?: undefined;
      readonly sqs?: undefined;
      readonly sns?: undefined;
    }
  | {
      /** An S3 bucket. */
      readonly s3: AwsS3Connector;
      /** With what it authenticates. */
      readonly auth: AwsAuth;
      readonly log?: undefined;
      readonly sqs?: undefined;
      readonly sns?: undefined;
    }
  | {
      /** An SQS queue. */
      readonly sqs: AwsSqsConnector;
      /** With what it authenticates. */
      readonly auth: AwsAuth;
      readonly log?: undefined;
      readonly s3?: undefined;
      readonly sns?: undefined;
    }
  | {
      /** An SNS topic. */
      readonly sns: AwsSnsConnector;
      /** With what it authenticates. */
      readonly auth: AwsAuth;
      readonly log?: undefined;
      readonly s3?: undefined;
      readonly sqs?: undefined;
    };

/** Properties for {@link IntegrationSink}. */
export interface IntegrationSinkProps<Accepts extends AnyContract = never> extends SinkProps<Accepts> {
  /** What it connects to: `{ log }`, or `{ s3, auth }`, `{ sqs, auth }`, `{ sns, auth }` of AWS. */
  readonly connector: IntegrationSinkConnector;
}

/**
 * Hands events to a log or a service of AWS by a ready container of Apache Camel (eventing.md §4.17). It never replies with
 * an event.
 */
export class IntegrationSink<Accepts extends AnyContract = never, Id extends string = string> extends SinkBase<
  Accepts,
  Id
> {
  public readonly object: IntegrationSinkObject;

  /** @throws {@link AuthoringError} `invalid-name`, `invalid-step-name` */
  public constructor(scope: Construct, id: Id, props: IntegrationSinkProps<Accepts>) {
    super(scope, id, props);
    const object = new IntegrationSinkObject(this, MAIN, {
      metadata: accepting(props),
      spec: connectorSpec(props.connector),
    });
    this.object = named(object, LABELLED_NAME);
  }
}

function connectorSpec(connector: IntegrationSinkConnector): IntegrationSinkSpec {
  if (connector.log !== undefined) return { log: connector.log };
  const auth = awsAuth(connector.auth);
  if (connector.s3 !== undefined) return { aws: { s3: { ...connector.s3, ...overriding(connector.s3) }, ...auth } };
  if (connector.sqs !== undefined) return { aws: { sqs: { ...connector.sqs, ...overriding(connector.sqs) }, ...auth } };
  return { aws: { sns: { ...connector.sns, ...overriding(connector.sns) }, ...auth } };
}
