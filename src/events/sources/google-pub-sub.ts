import type { Contract } from "../contract.ts";
import { shaped } from "./json-shape.ts";
import { type DataOf, type Naming, sourceEvent, type SourceEventOptions } from "./source-event.ts";

const TYPES = {
  current: "google.cloud.pubsub.topic.v1.messagePublished",
  legacy: "com.google.cloud.pubsub.topic.publish",
} as const;

/** The CloudEvents type of a message published on a Pub/Sub topic. */
export type PubSubType<Names extends Naming = "current"> = (typeof TYPES)[Names];

/** A message published on a topic. */
export interface MessagePublishedData {
  /** `projects/<project>/subscriptions/<subscription>`. */
  readonly subscription: string;
  readonly message: {
    readonly messageId: string;
    /** RFC 3339. */
    readonly publishTime: string;
    /** The message's bytes in base64. */
    readonly data?: string;
    readonly attributes?: Readonly<Record<string, string>>;
    readonly orderingKey?: string;
  };
}

/** What {@link pubSubEvent} may be told. */
export interface PubSubEventOptions<Input, Data, Names extends Naming = Naming>
  extends SourceEventOptions<Input, Data> {
  /** `legacy` for knative-gcp until v0.15 and the GcpPubSubSource before it. @default "current" */
  readonly naming?: Names;
}

const TEXT = { type: "string" } as const;

const published = shaped<MessagePublishedData>({
  type: "object",
  properties: {
    subscription: TEXT,
    message: {
      type: "object",
      properties: {
        messageId: TEXT,
        publishTime: TEXT,
        data: TEXT,
        attributes: { type: "object", additionalProperties: TEXT },
        orderingKey: TEXT,
      },
      required: ["messageId", "publishTime"],
    },
  },
  required: ["subscription", "message"],
});

/**
 * The contract of a Pub/Sub message, from Eventarc or a CloudPubSubSource:
 * `google.cloud.pubsub.topic.v1.messagePublished` (sources.md §10, §11).
 */
export function pubSubEvent<
  const Names extends Naming = "current",
  Data = DataOf<Names, MessagePublishedData>,
  Input = Data,
>(options: PubSubEventOptions<Input, Data, Names> = {}): Contract<PubSubType<Names>, Data, Input> {
  const { naming = "current", ...rest } = options;
  return sourceEvent<PubSubType<Names>, Data, Input>(TYPES[naming] as PubSubType<Names>, rest, {
    source: "//pubsub.googleapis.com/projects/<project>/topics/<topic>",
    ...(naming === "legacy" ? {} : { extensions: { topic: "the topic's id, from Eventarc" }, data: published }),
  });
}
