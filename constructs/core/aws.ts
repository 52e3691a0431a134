/** With what an AWS connector authenticates: a Secret, or a service account with a role. */
export type AwsAuth =
  | {
      /** The name of a Secret with the keys `aws.accessKey` and `aws.secretKey`. */
      readonly secret: string;
      readonly serviceAccountName?: undefined;
    }
  | {
      /** The name of a service account that AWS trusts. */
      readonly serviceAccountName: string;
      readonly secret?: undefined;
    };

/** Where an AWS service is reached, for one that is not Amazon's own, such as LocalStack. */
export interface AwsEndpoint {
  /**
   * The URL to use instead of Amazon's; with it `overrideEndpoint: true` is written too.
   *
   * @default - Amazon's own
   */
  readonly uriEndpointOverride?: string;
}

/** An S3 bucket, as an IntegrationSource reads it and an IntegrationSink writes it. */
export interface AwsS3Connector extends AwsEndpoint {
  /** The bucket: `arn:aws:s3:::my-bucket`, or its name. */
  readonly arn: string;
  /** Such as `eu-west-1`. */
  readonly region: string;
  /** Makes the bucket if it is missing. @default false */
  readonly autoCreateBucket?: boolean;
  /** Addresses the bucket in the path instead of the host name, as other stores than Amazon's need. @default false */
  readonly forcePathStyle?: boolean;
}

/** An SQS queue, as an IntegrationSource reads it and an IntegrationSink writes it. */
export interface AwsSqsConnector extends AwsEndpoint {
  /** The queue: `arn:aws:sqs:eu-west-1:123456789012:my-queue`, or its name. */
  readonly arn: string;
  /** Such as `eu-west-1`. */
  readonly region: string;
  /** Makes the queue if it is missing. @default false */
  readonly autoCreateQueue?: boolean;
  /** The URL of the queue. @default - made of region, account and name */
  readonly queueURL?: string;
  /** The host of the service. @default "amazonaws.com" */
  readonly host?: string;
  /** @default "https" */
  readonly protocol?: "http" | "https";
}

/** The `auth` of a manifest. */
export function awsAuth({ secret, serviceAccountName }: AwsAuth) {
  return { auth: secret === undefined ? { serviceAccountName } : { secret: { ref: { name: secret } } } };
}

/** An endpoint of one's own is only used where that is said too. */
export function overriding({ uriEndpointOverride }: AwsEndpoint): { readonly overrideEndpoint?: true } {
  return uriEndpointOverride === undefined ? {} : { overrideEndpoint: true };
}
