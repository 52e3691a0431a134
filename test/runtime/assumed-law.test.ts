import { describe, expect, it } from "vitest";
import type { Manifest } from "../../src/manifests/manifest.ts";
import { assumedLaws } from "../../src/runtime/index.ts";
import { simulateManifests } from "../../src/testing/index.ts";
import { graphOfManifests } from "../../src/testing/simulate.ts";
import { broker, id, service, trigger } from "./harness.ts";

const CLASS = "eventing.knative.dev/broker.class";
const ofClass = (name: string, brokerClass: string) => broker(name, {}, { [CLASS]: brokerClass });
const config = (name: string) => ({ config: { apiVersion: "v1", kind: "ConfigMap", name, namespace: "n" } });
const channel = (name: string, kind?: string): Manifest => ({
  apiVersion: "messaging.knative.dev/v1",
  kind: "Channel",
  metadata: { name, namespace: "n" },
  spec: kind === undefined ? {} : { channelTemplate: { apiVersion: "messaging.knative.dev/v1beta1", kind } },
});

const laws = (...manifests: readonly Manifest[]) => assumedLaws(graphOfManifests(manifests));

/** What nobody has read of any other class. */
const EVERYWHERE_UNKNOWN = [
  "acknowledgesBeforeDelivery",
  "nonEventReply",
  "retriedStatuses",
  "backoff",
  "jitter",
  "deadLetterAttributes",
  "filterDialects",
  "timeout",
  "retryAfterMax",
];

describe("assumedLaws", () => {
  it("has nothing to say of what Knative ships", () => {
    expect(
      laws(broker("b"), ofClass("c", "MTChannelBasedBroker"), channel("d"), channel("e", "InMemoryChannel")),
    ).toEqual([]);
  });

  it("tells what is known to differ on a Broker of class Kafka, and what nobody knows", () => {
    expect(laws(ofClass("b", "Kafka"), broker("plain"), ofClass("c", "Kafka"))).toEqual([
      {
        code: "other-class",
        endpoints: [id.broker("b"), id.broker("c")],
        stated: "Kafka",
        runsAs: "MTChannelBasedBroker",
        different: ["durable", "ordering"],
        unknown: [...EVERYWHERE_UNKNOWN, "attemptsWithoutDelivery", "deadLetterSink", "format"],
        message:
          "Brokers n/b, n/c (of class Kafka) run as MTChannelBasedBroker here. On a cluster events that were taken are stored, and each subscriber gets its events unordered, unless kafka.eventing.knative.dev/delivery.order says otherwise. Unknown of Kafka: acknowledgement, replies that are no event, retried answers, backoff, jitter, dead-letter attributes, filter dialects, timeout, retryAfterMax, attempts without a delivery, kinds of dead-letter sinks, format.",
      },
    ]);
  });

  it("knows that a RabbitMQBroker keeps the order by default", () => {
    const [law] = laws(ofClass("b", "RabbitMQBroker"));
    expect(law).toEqual({
      code: "other-class",
      endpoints: [id.broker("b")],
      stated: "RabbitMQBroker",
      runsAs: "MTChannelBasedBroker",
      different: ["ordering"],
      unknown: ["durable", ...EVERYWHERE_UNKNOWN, "deadLetterSink", "format"],
      message: expect.stringContaining(
        "On a cluster each subscriber gets its events ordered, unless rabbitmq.eventing.knative.dev/parallelism says otherwise. Unknown of RabbitMQBroker: storage,",
      ),
    });
  });

  it("knows nothing of a class that nobody has heard of", () => {
    const [law] = laws(ofClass("b", "Carrier"));
    expect(law).toMatchObject({ stated: "Carrier", different: [] });
    expect(law?.message).toMatch(
      /^Broker n\/b \(of class Carrier\) runs as MTChannelBasedBroker here\. Unknown of Carrier: storage, /,
    );
  });

  it("tells of channels by the kind behind them", () => {
    const found = laws(channel("c", "KafkaChannel"), channel("d", "NatsJetStreamChannel"));
    expect(found.map(({ endpoints, stated, runsAs, different }) => ({ endpoints, stated, runsAs, different }))).toEqual(
      [
        {
          endpoints: ["messaging.knative.dev/Channel/n/c"],
          stated: "KafkaChannel",
          runsAs: "InMemoryChannel",
          different: ["durable"],
        },
        {
          endpoints: ["messaging.knative.dev/Channel/n/d"],
          stated: "NatsJetStreamChannel",
          runsAs: "InMemoryChannel",
          different: [],
        },
      ],
    );
    expect(found[0]?.message).toMatch(
      /^Channel n\/c \(of kind KafkaChannel\) runs as InMemoryChannel here\. On a cluster events that were taken are stored\. Unknown of KafkaChannel: /,
    );
  });

  it("reads the channel behind a Broker from its config, and says when that is not there", () => {
    const template = { "channel-template-spec": "apiVersion: messaging.knative.dev/v1beta1\nkind: KafkaChannel" };
    const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kafka", namespace: "n" }, data: template };
    const found = laws(broker("b", config("kafka")), map, broker("c", config("gone")), broker("d", config("gone")));
    expect(found.map(({ code, message }) => [code, message.split(". ")[0]])).toEqual([
      ["other-class", "Broker n/b (over KafkaChannel) runs as InMemoryChannel here"],
      [
        "unknown-config",
        "Brokers n/c, n/d name configs that are not among the manifests, so the channel behind each is unknown; here it is an InMemoryChannel.",
      ],
    ]);
  });

  it("is told by every run", async () => {
    const run = await simulateManifests([ofClass("b", "Kafka"), service("s"), trigger("t", "b", "s")]);
    expect(run.notices).toEqual(laws(ofClass("b", "Kafka")).map(({ message }) => message));
  });
});
