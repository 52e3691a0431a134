import { fieldsOf } from "./child.ts";

type Fields = Readonly<Record<string, unknown>>;

/** One variant of an IntegrationSource or IntegrationSink. */
export interface IntegrationVariant {
  /** Where it stands in the spec: `["aws", "s3"]`. */
  readonly path: readonly string[];
  /** The middle of the names of its variables: `AWS_S3`. */
  readonly kamelet: string;
  /** The name that stands for its image, which an installation chooses: `s3-image`. */
  readonly image: string;
  /** Its fields in the order of the variables. */
  readonly fields: readonly VariantField[];
}

/** A field, the end of its variable's name where that is not the field's in capitals, and its zero value. */
type VariantField = readonly [field: string, zero: string | number | boolean, name?: string];

const AWS: readonly VariantField[] = [
  ["region", ""],
  ["uriEndpointOverride", ""],
  ["overrideEndpoint", false],
];

const LOG = [
  ...(["loggerName", "level"] as const).map((field): VariantField => [field, ""]),
  ["logMask", false],
  ["marker", ""],
  ...[
    "multiline",
    "showAllProperties",
    "showBody",
    "showBodyType",
    "showExchangePattern",
    "showHeaders",
    "showProperties",
    "showStreams",
    "showCachedStreams",
  ].map((field): VariantField => [field, false]),
] satisfies readonly VariantField[];

/** All variants, by the last word of their path (eventing.md §5.6). */
export const VARIANTS: Readonly<Record<string, IntegrationVariant>> = {
  timer: {
    path: ["timer"],
    kamelet: "TIMER",
    image: "timer-image",
    fields: [
      ["period", 0],
      ["message", ""],
      ["contentType", ""],
      ["repeatCount", 0],
    ],
  },
  log: { path: ["log"], kamelet: "LOG", image: "log-image", fields: LOG },
  s3: {
    path: ["aws", "s3"],
    kamelet: "AWS_S3",
    image: "s3-image",
    fields: [
      ...AWS,
      ["arn", "", "BUCKET_NAME_OR_ARN"],
      ["deleteAfterRead", false],
      ["moveAfterRead", false],
      ["destinationBucket", ""],
      ["destinationBucketPrefix", ""],
      ["destinationBucketSuffix", ""],
      ["autoCreateBucket", false],
      ["prefix", ""],
      ["ignoreBody", false],
      ["forcePathStyle", false],
      ["delay", 0],
      ["maxMessagesPerPoll", 0],
    ],
  },
  sqs: {
    path: ["aws", "sqs"],
    kamelet: "AWS_SQS",
    image: "sqs-image",
    fields: [
      ...AWS,
      ["arn", "", "QUEUE_NAME_OR_ARN"],
      ["deleteAfterRead", false],
      ["autoCreateQueue", false],
      ["host", "", "AMAZONAWSHOST"],
      ["protocol", ""],
      ["queueURL", ""],
      ["greedy", false],
      ["delay", 0],
      ["maxMessagesPerPoll", 0],
      ["waitTimeSeconds", 0],
      ["visibilityTimeout", 0],
    ],
  },
  ddbStreams: {
    path: ["aws", "ddbStreams"],
    kamelet: "AWS_DDB_STREAMS",
    image: "ddb-image",
    fields: [...AWS, ["table", ""], ["streamIteratorType", ""], ["delay", 0]],
  },
  sns: {
    path: ["aws", "sns"],
    kamelet: "AWS_SNS",
    image: "sns-image",
    fields: [...AWS, ["arn", "", "TOPIC_NAME_OR_ARN"], ["autoCreateTopic", false]],
  },
};

/** The variant that a spec writes, and what it writes there. */
export function variantOf(
  spec: Fields,
  names: readonly string[],
): { readonly variant: IntegrationVariant; readonly fields: Fields } | undefined {
  for (const name of names) {
    const variant = VARIANTS[name];
    if (variant === undefined) continue;
    let place: unknown = spec;
    for (const part of variant.path) place = fieldsOf(place)[part];
    if (place !== undefined) return { variant, fields: fieldsOf(place) };
  }
  return undefined;
}

/**
 * The variables by which a variant's container is configured (eventing.md §5.6): every number and switch, texts that
 * are not empty, and for AWS the keys of a Secret, or that the credentials of the service account count.
 *
 * @param end - `SOURCE` or `SINK`
 */
export function variantEnv(
  { kamelet, path, fields: known }: IntegrationVariant,
  fields: Fields,
  auth: Fields,
  end: "SOURCE" | "SINK",
): readonly Fields[] {
  const prefix = `CAMEL_KAMELET_${kamelet}_${end}_`;
  const env = known.flatMap(([field, zero, name = field.toUpperCase()]) => {
    const value = fields[field] ?? zero;
    return value === ""
      ? []
      : [{ name: prefix + name, value: typeof value === "string" ? value : JSON.stringify(value) }];
  });
  if (path[0] !== "aws") return env;
  const secret = fieldsOf(fieldsOf(auth.secret).ref).name;
  if (typeof secret !== "string" || secret === "") {
    return [...env, { name: `${prefix}USE_DEFAULT_CREDENTIALS_PROVIDER`, value: "true" }];
  }
  const keys = [
    ["ACCESSKEY", "aws.accessKey"],
    ["SECRETKEY", "aws.secretKey"],
  ] as const;
  return [
    ...env,
    ...keys.map(([name, key]) => ({ name: prefix + name, valueFrom: { secretKeyRef: { name: secret, key } } })),
  ];
}

/** The probes of a Camel container. */
export const CAMEL_PROBES = {
  livenessProbe: probe("live"),
  readinessProbe: probe("ready"),
  startupProbe: probe("started"),
};

function probe(name: string) {
  return {
    httpGet: { path: `/q/health/${name}`, port: 8080, scheme: "HTTP" },
    initialDelaySeconds: 5,
    timeoutSeconds: 10,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  };
}
