import { Duration } from "cdk8s";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  Channel,
  defineEvent,
  defineStep,
  exponential,
  external,
  KnativeService,
  PingSource,
  pingEvent,
} from "../../../constructs/index.ts";
import { refusal, shop, yamlOf } from "../harness.ts";

const Placed = defineEvent("dev.shop.placed", { data: z.object({ order: z.string() }) });
const Billed = defineEvent("dev.shop.billed");
const Tick = pingEvent({ data: z.object({ at: z.string() }) });
const failures = external("failures", { uri: "http://failures.example.com/" });
const bill = external("bill", { uri: "http://bill.example.com/", accepts: [Placed], replies: [Billed] });

test("leaves to the cluster what is not given", () => {
  expect(yamlOf((chart) => new Channel(chart, "orders"))).toMatchInlineSnapshot(`
    "apiVersion: messaging.knative.dev/v1
    kind: Channel
    metadata:
      name: shop-orders-c848ac5c
      namespace: shop
    spec: {}
    "
  `);
});

test("names its contracts, its kind of channel and its delivery", () => {
  const yaml = yamlOf((chart) => {
    new Channel(chart, "orders", {
      carries: [Placed],
      channelTemplate: {
        apiVersion: "messaging.knative.dev/v1beta1",
        kind: "KafkaChannel",
        spec: { numPartitions: 3 },
      },
      delivery: { retry: 3, backoff: exponential(Duration.seconds(1)), deadLetterSink: failures },
      metadata: { name: "orders" },
    });
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: messaging.knative.dev/v1
    kind: Channel
    metadata:
      annotations:
        sluice.dev/accepts: dev.shop.placed@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8
        sluice.dev/external: '[{"uri":"http://failures.example.com/","name":"failures"}]'
      name: orders
      namespace: shop
    spec:
      channelTemplate:
        apiVersion: messaging.knative.dev/v1beta1
        kind: KafkaChannel
        spec:
          numPartitions: 3
      delivery:
        backoffDelay: PT1S
        backoffPolicy: exponential
        deadLetterSink:
          uri: http://failures.example.com/
        retry: 3
    ---
    apiVersion: eventing.knative.dev/v1beta2
    kind: EventType
    metadata:
      name: orders-dev-shop-placed-5091b8ea
      namespace: shop
    spec:
      reference:
        apiVersion: messaging.knative.dev/v1
        kind: Channel
        name: orders
      schemaData: '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"order":{"type":"string"}},"required":["order"]}'
      type: dev.shop.placed
    "
  `);
});

test("makes a Subscription for each subscriber, beside it, and each contract known where its events go", () => {
  const yaml = yamlOf((chart) => {
    const orders = new Channel(chart, "orders", { metadata: { name: "orders", namespace: "events" } });
    const billed = new Channel(chart, "billed", { carries: Billed, metadata: { name: "billed" } });
    orders.subscribe(bill, { reply: billed, delivery: { retry: 2 } });
    const log = new KnativeService(chart, "log", { image: "shop/log:1", metadata: { name: "log" } });
    orders.subscribe(log, { name: "audit", metadata: { labels: { team: "shop" } }, discards: [Billed] });
  });
  expect(
    yaml
      .split("---\n")
      .filter((document) => document.includes("kind: Subscription"))
      .join("---\n"),
  ).toMatchInlineSnapshot(`
    "apiVersion: messaging.knative.dev/v1
    kind: Subscription
    metadata:
      annotations:
        sluice.dev/external: '[{"uri":"http://bill.example.com/","name":"bill","accepts":["dev.shop.placed@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8"],"replies":["dev.shop.billed"]}]'
      name: shop-orders-bill-c8be9d40
      namespace: events
    spec:
      channel:
        apiVersion: messaging.knative.dev/v1
        kind: Channel
        name: orders
      delivery:
        retry: 2
      reply:
        ref:
          apiVersion: messaging.knative.dev/v1
          kind: Channel
          name: billed
          namespace: shop
      subscriber:
        uri: http://bill.example.com/
    ---
    apiVersion: messaging.knative.dev/v1
    kind: Subscription
    metadata:
      annotations:
        sluice.dev/discards: dev.shop.billed
      labels:
        team: shop
      name: shop-orders-audit-c80282d1
      namespace: events
    spec:
      channel:
        apiVersion: messaging.knative.dev/v1
        kind: Channel
        name: orders
      subscriber:
        ref:
          apiVersion: serving.knative.dev/v1
          kind: Service
          name: log
          namespace: shop
    "
  `);
  expect(yaml.match(/^ {2}name: .*dev-shop.*$/gm)).toEqual([
    expect.stringMatching(/^ {2}name: billed-dev-shop-billed-[0-9a-f]{8}$/),
  ]);
});

test("by name of one that exists makes Subscriptions beside it, and declares it on them", () => {
  const yaml = yamlOf((chart) => {
    const far = Channel.fromName(chart, "far", "orders", {
      kind: "KafkaChannel",
      apiVersion: "messaging.knative.dev/v1beta1",
      namespace: "events",
      carries: Placed,
    });
    far.subscribe(external("log", { uri: "http://log.example.com/" }));
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1beta2
    kind: EventType
    metadata:
      annotations:
        sluice.dev/external: '[{"ref":{"apiVersion":"messaging.knative.dev/v1beta1","kind":"KafkaChannel","name":"orders","namespace":"events"},"name":"orders","accepts":["dev.shop.placed@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8"]}]'
      name: orders-dev-shop-placed-5091b8ea
      namespace: events
    spec:
      reference:
        apiVersion: messaging.knative.dev/v1beta1
        kind: KafkaChannel
        name: orders
      schemaData: '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"order":{"type":"string"}},"required":["order"]}'
      type: dev.shop.placed
    ---
    apiVersion: messaging.knative.dev/v1
    kind: Subscription
    metadata:
      annotations:
        sluice.dev/external: '[{"ref":{"apiVersion":"messaging.knative.dev/v1beta1","kind":"KafkaChannel","name":"orders","namespace":"events"},"name":"orders","accepts":["dev.shop.placed@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8"]},{"uri":"http://log.example.com/","name":"log"}]'
      name: shop-far-log-c8ad5243
      namespace: events
    spec:
      channel:
        apiVersion: messaging.knative.dev/v1beta1
        kind: KafkaChannel
        name: orders
      subscriber:
        uri: http://log.example.com/
    "
  `);
});

test("takes what a source sends, and makes it known", () => {
  const chart = shop();
  const channel = new Channel(chart, "ticks", { metadata: { name: "ticks" } });
  const source = new PingSource(chart, "tick", {
    schedule: "* * * * *",
    event: Tick,
    data: { at: "noon" },
    sink: channel,
  });
  expect(source.object.toJson().spec.sink).toEqual({
    ref: { apiVersion: "messaging.knative.dev/v1", kind: "Channel", name: "ticks", namespace: undefined },
  });
  expect(channel.node.children.map(({ node }) => node.id)).toEqual([
    "Resource",
    `event-type-dev-knative-sources-ping-${Tick.schemaHash?.slice(7, 15)}`,
  ]);
});

describe("refuses", () => {
  test("a second Subscription of one name", () => {
    const channel = new Channel(shop(), "orders");
    channel.subscribe(bill);
    expect(refusal(() => channel.subscribe(bill))).toEqual({
      code: "duplicate-subscription",
      severity: "error",
      at: { construct: "shop/orders" },
      message: 'This Channel already has a Subscription "bill".',
      mend: "If both are meant, name one of them: `.subscribe(subscriber, { name: … })`.",
    });
  });

  test("a Subscription in another namespace than its channel's", () => {
    const channel = new Channel(shop(), "orders", { metadata: { name: "orders" } });
    expect(refusal(() => channel.subscribe(bill, { metadata: { namespace: "other" } }))).toEqual({
      code: "subscription-elsewhere",
      severity: "error",
      at: { construct: "shop/orders/bill" },
      field: "metadata.namespace",
      message: 'This Subscription is in the namespace "other", and its Channel "orders" in "shop".',
      mend: "Leave out the Subscription's namespace: it must be the channel's.",
      source: "knative/eventing.md §4.5",
    });
  });

  test.for(["4orders", "or.ders", "Orders", "x".repeat(231)])(
    "the name %s, of which its Service could not be made",
    (name) => {
      const said = refusal(() => new Channel(shop(), "orders", { metadata: { name } }));
      expect(said).toEqual({
        code: "invalid-name",
        severity: "error",
        at: { construct: "shop/orders" },
        field: "metadata.name",
        message: `A Channel cannot be named "${name}".`,
        mend: "Use lower-case letters, digits and dashes, starting with a letter, at most 230 characters, because the Services of its channels are named from it; set it with `metadata: { name }`, or change the construct's id.",
        source: "knative/eventing.md §5.1",
      });
      expect(refusal(() => Channel.fromName(shop(), "orders", name)).code).toBe("invalid-name");
    },
  );

  test("a duration that would be cut, where it is written", () => {
    const channel = new Channel(shop(), "orders");
    expect(refusal(() => channel.subscribe(bill, { delivery: { timeout: Duration.millis(50) } }))).toMatchObject({
      code: "duration-cut",
      at: { construct: "shop/orders/bill" },
      field: "spec.delivery.timeout",
    });
  });
});

test("names Subscriptions by step, by construct, or by what they are called elsewhere", () => {
  const chart = shop();
  const channel = new Channel(chart, "orders");
  const image = "shop/step:1";
  const step = defineStep("charge", { accepts: [Placed] });
  const subscribers = [
    new KnativeService(chart, "charge-service", { step, image }),
    new KnativeService(chart, "plain", { image }),
    failures,
    new Channel(chart, "next"),
    { destination: { uri: "http://somewhere.example.com/x" } },
  ];
  expect(subscribers.map((one) => channel.subscribe(one).node.id)).toEqual([
    "charge",
    "plain",
    "failures",
    "next",
    "http-somewhere-example-com-x",
  ]);
});
