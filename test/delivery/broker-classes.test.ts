import { describe, expect, it } from "vitest";
import { compareTraits, deliveryTraits } from "../../src/delivery/index.ts";

const CLASSES = [
  "Kafka",
  "KafkaNamespaced",
  "KafkaChannel",
  "RabbitMQBroker",
  "NatsJetStreamChannel",
  "NatsJetStreamBroker",
  "googlecloud",
];

/** What is known of a class, by trait. */
function known(name: string): Readonly<Record<string, unknown>> {
  const traits = Object.entries(deliveryTraits(name)).filter(([, { value }]) => value !== "unknown");
  return Object.fromEntries(traits.map(([trait, { value }]) => [trait, value]));
}

describe("deliveryTraits", () => {
  it("knows all of the Broker and the channel that Knative ships", () => {
    const broker = {
      durable: false,
      acknowledgesBeforeDelivery: false,
      nonEventReply: "fails",
      retriedStatuses: [404, 408, 409, 429, "5xx", "none"],
      backoff: { linear: "d·(k−1)", exponential: "d·2^(k−1)" },
      jitter: false,
      ordering: { byDefault: "unordered" },
      deadLetterAttributes: ["knativeerrordest", "knativeerrorcode", "knativeerrordata"],
      filterDialects: ["attributes", "exact", "prefix", "suffix", "all", "any", "not", "cesql"],
      timeout: true,
      retryAfterMax: true,
      attemptsWithoutDelivery: 1,
      deadLetterSink: "destination",
      format: "triggers",
    };
    expect(known("MTChannelBasedBroker")).toEqual(broker);
    expect(known("InMemoryChannel")).toEqual({
      ...broker,
      nonEventReply: "ignored",
      filterDialects: [],
      format: "nowhere",
    });
    expect(compareTraits("InMemoryChannel", "MTChannelBasedBroker")).toEqual({
      different: ["nonEventReply", "filterDialects", "format"],
      unknown: [],
    });
  });

  it("knows of other classes what the reference says, and nothing else", () => {
    expect(Object.fromEntries(CLASSES.map((name) => [name, known(name)]))).toEqual({
      Kafka: {
        durable: true,
        ordering: { byDefault: "unordered", annotation: "kafka.eventing.knative.dev/delivery.order" },
      },
      KafkaNamespaced: {
        durable: true,
        ordering: { byDefault: "unordered", annotation: "kafka.eventing.knative.dev/delivery.order" },
      },
      KafkaChannel: { durable: true },
      RabbitMQBroker: {
        ordering: { byDefault: "ordered", annotation: "rabbitmq.eventing.knative.dev/parallelism" },
        attemptsWithoutDelivery: 1,
      },
      NatsJetStreamChannel: {},
      NatsJetStreamBroker: {},
      googlecloud: { deadLetterSink: "pubsub-topic" },
    });
    expect(known("Carrier")).toEqual({});
  });

  it("names for every trait where it is written, or where it would be", () => {
    for (const name of [...CLASSES, "MTChannelBasedBroker", "InMemoryChannel", "Carrier"]) {
      const sources = Object.values(deliveryTraits(name)).map(({ source }) => source);
      expect(sources.filter((source) => !/^knative\/(eventing|sources)\.md §\d/.test(source))).toEqual([]);
    }
  });

  it("does not mistake a name of Object's own for a class", () => {
    expect(known("constructor")).toEqual({});
    expect(known("__proto__")).toEqual({});
  });
});
