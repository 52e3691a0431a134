import { Chart, Duration, Testing } from "cdk8s";
import { expect, test } from "vitest";
import { z } from "zod";
import { defineEvent, exponential, external, KafkaSource, kafkaEvent } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const Placed = defineEvent("dev.shop.order.placed.v1", { data: z.object({ order: z.string() }) });
const sink = external("ledger", { uri: "http://ledger.example.com/" });
const failures = external("failures", { uri: "http://failures.example.com/" });
const kafka = { bootstrapServers: ["kafka:9092"], topics: ["orders"] };
const secret = (key: string) => ({ name: "kafka", key });

test("renders topics, login, delivery and scaling, with a consumer group that stays", () => {
  const { yaml, findings } = rendered((chart) => {
    new KafkaSource(chart, "orders", {
      ...kafka,
      events: [Placed, kafkaEvent()],
      consumers: 3,
      initialOffset: "earliest",
      ordering: "unordered",
      delivery: { retry: 5, backoff: exponential(Duration.seconds(1)), deadLetterSink: failures },
      sasl: { user: secret("user"), password: secret("password"), type: secret("type") },
      tls: { caCert: secret("ca.crt") },
      keyType: "int",
      autoscaling: { minScale: 1, maxScale: 10, pollingInterval: Duration.seconds(30), lagThreshold: 50 },
      extensions: { team: "shop" },
      sink,
      metadata: { name: "orders", labels: { app: "shop" }, annotations: { note: "hand-made" } },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sources.knative.dev/v1
    kind: KafkaSource
    metadata:
      annotations:
        autoscaling.eventing.knative.dev/lag-threshold: "50"
        autoscaling.eventing.knative.dev/max-scale: "10"
        autoscaling.eventing.knative.dev/min-scale: "1"
        autoscaling.eventing.knative.dev/polling-interval: "30"
        note: hand-made
        sluice.dev/emits: dev.shop.order.placed.v1@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8,dev.knative.kafka.event
        sluice.dev/external: '[{"uri":"http://failures.example.com/","name":"failures"},{"uri":"http://ledger.example.com/","name":"ledger"}]'
      labels:
        app: shop
        kafkasources.sources.knative.dev/key-type: int
      name: orders
      namespace: shop
    spec:
      bootstrapServers:
        - kafka:9092
      ceOverrides:
        extensions:
          team: shop
      consumerGroup: shop.orders
      consumers: 3
      delivery:
        backoffDelay: PT1S
        backoffPolicy: exponential
        deadLetterSink:
          uri: http://failures.example.com/
        retry: 5
      initialOffset: earliest
      net:
        sasl:
          enable: true
          password:
            secretKeyRef:
              key: password
              name: kafka
          type:
            secretKeyRef:
              key: type
              name: kafka
          user:
            secretKeyRef:
              key: user
              name: kafka
        tls:
          caCert:
            secretKeyRef:
              key: ca.crt
              name: kafka
          enable: true
      ordering: unordered
      sink:
        uri: http://ledger.example.com/
      topics:
        - orders
    "
  `);
});

test("names its consumer group by namespace and name, or as it is told", () => {
  const group = (source: KafkaSource) => source.object.toJson().spec.consumerGroup;
  expect(group(new KafkaSource(shop(), "orders", { ...kafka, metadata: { namespace: "other" } }))).toMatch(
    /^other\.shop-orders-[0-9a-f]{8}$/,
  );
  expect(
    group(new KafkaSource(new Chart(Testing.app(), "bare"), "orders", { ...kafka, metadata: { name: "o" } })),
  ).toBe("o");
  expect(group(new KafkaSource(shop(), "orders", { ...kafka, consumerGroup: "mine" }))).toBe("mine");
});

test("claims nothing of topics it was not told of", () => {
  const source = new KafkaSource(shop(), "orders", { ...kafka, autoscaling: "disabled" });
  expect(source.emits).toEqual([]);
  expect(source.object.toJson().metadata.annotations).toEqual({ "autoscaling.eventing.knative.dev/class": "disabled" });
});

test("refuses an interval that would be cut", () => {
  const autoscaling = { cooldownPeriod: Duration.millis(1500) };
  expect(refusal(() => new KafkaSource(shop(), "orders", { ...kafka, autoscaling }))).toMatchObject({
    code: "duration-cut",
    field: "metadata.annotations[autoscaling.eventing.knative.dev/cooldown-period]",
  });
});
