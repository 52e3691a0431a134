import { Duration } from "cdk8s";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Channel, defineEvent, exponential, external, Pipeline, Sequence } from "../../../constructs/index.ts";
import { refusal, shop, yamlOf } from "../harness.ts";

const Placed = defineEvent("dev.shop.placed", { data: z.object({ order: z.string() }) });
const Billed = defineEvent("dev.shop.billed");
const Shipped = defineEvent("dev.shop.shipped");
const bill = external("bill", { uri: "http://bill/", accepts: [Placed], replies: [Billed] });
const ship = external("ship", { uri: "http://ship/", accepts: [Billed], replies: [Shipped] });
const failures = external("failures", { uri: "http://failures/" });
const ref = (name: string) => external(name, { ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name } });

test("writes its steps, template and reply, and declares each contract once", () => {
  const yaml = yamlOf((chart) => {
    new Sequence(chart, "orders", {
      steps: [
        bill,
        { subscriber: ship, delivery: { retry: 3, backoff: exponential(Duration.seconds(1)) } },
        ref("log"),
      ],
      channelTemplate: {
        spec: { numPartitions: 3 },
        kind: "KafkaChannel",
        apiVersion: "messaging.knative.dev/v1beta1",
        delivery: { deadLetterSink: failures },
      },
      reply: Channel.fromName(chart, "shipped", "shipped", { carries: Shipped }),
      discards: [Shipped],
      metadata: { name: "orders" },
    });
  });
  const [shippedType, sequence, ...types] = yaml.split("---\n");
  expect(shippedType).toContain("name: shipped-dev-shop-shipped-");
  expect(sequence).toMatchInlineSnapshot(`
    "apiVersion: flows.knative.dev/v1
    kind: Sequence
    metadata:
      annotations:
        sluice.dev/discards: dev.shop.shipped
        sluice.dev/external: '[{"uri":"http://bill/","name":"bill","accepts":["dev.shop.placed@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8"],"replies":["dev.shop.billed"]},{"uri":"http://ship/","name":"ship","accepts":["dev.shop.billed"],"replies":["dev.shop.shipped"]},{"ref":{"apiVersion":"serving.knative.dev/v1","kind":"Service","name":"log"},"name":"log"},{"uri":"http://failures/","name":"failures"},{"ref":{"apiVersion":"messaging.knative.dev/v1","kind":"Channel","name":"shipped","namespace":"shop"},"name":"shipped","accepts":["dev.shop.shipped"]}]'
      name: orders
      namespace: shop
    spec:
      channelTemplate:
        apiVersion: messaging.knative.dev/v1beta1
        kind: KafkaChannel
        spec:
          delivery:
            deadLetterSink:
              uri: http://failures/
          numPartitions: 3
      reply:
        ref:
          apiVersion: messaging.knative.dev/v1
          kind: Channel
          name: shipped
      steps:
        - uri: http://bill/
        - delivery:
            backoffDelay: PT1S
            backoffPolicy: exponential
            retry: 3
          uri: http://ship/
        - ref:
            apiVersion: serving.knative.dev/v1
            kind: Service
            name: log
    "
  `);
  expect(types.map((type) => / {2}name: (.*)-[0-9a-f]{8}\n/.exec(type)?.[1])).toEqual([
    "orders-dev-shop-placed",
    "orders-dev-shop-billed",
    "orders-dev-shop-shipped",
  ]);
  expect(types[0]).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1beta2
    kind: EventType
    metadata:
      name: orders-dev-shop-placed-5091b8ea
      namespace: shop
    spec:
      reference:
        apiVersion: flows.knative.dev/v1
        kind: Sequence
        name: orders
      schemaData: '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"order":{"type":"string"}},"required":["order"]}'
      type: dev.shop.placed
    "
  `);
});

test("leaves to the cluster what is not given", () => {
  const yaml = yamlOf((chart) => new Sequence(chart, "orders", { steps: [ref("log")] }));
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: flows.knative.dev/v1
    kind: Sequence
    metadata:
      annotations:
        sluice.dev/external: '[{"ref":{"apiVersion":"serving.knative.dev/v1","kind":"Service","name":"log"},"name":"log"}]'
      name: shop-orders-c848ac5c
      namespace: shop
    spec:
      steps:
        - ref:
            apiVersion: serving.knative.dev/v1
            kind: Service
            name: log
    "
  `);
});

test("that a Pipeline starts from replies into it", () => {
  const chart = shop();
  const orders = new Sequence(chart, "orders", { steps: [bill] });
  const pipeline = new Pipeline(chart, "shipping", { from: orders, flow: (billed) => billed.to(ship).discard() });
  expect(orders.object.toJson().spec.reply).toEqual({
    ref: { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name: pipeline.broker.name, namespace: undefined },
  });
});

test("says on itself what a Pipeline throws away that starts from it", () => {
  const chart = shop();
  const both = external("both", { uri: "http://both/", accepts: [Placed], replies: [Billed, Shipped] });
  const orders = new Sequence(chart, "orders", { steps: [both] });
  new Pipeline(chart, "shipping", {
    from: orders,
    flow: (events) =>
      events.fanOut(
        (one) => one.filter(Billed).to(ship),
        (one) => one.filter(Shipped).discard(),
      ),
  });
  expect(orders.object.toJson().metadata.annotations).toMatchObject({ "sluice.dev/discards": "dev.shop.shipped" });
});

describe("refuses", () => {
  test("a second reply", () => {
    const chart = shop();
    const first = new Channel(chart, "first", { metadata: { name: "first" } });
    const second = new Channel(chart, "second", { metadata: { name: "second" } });
    const orders = new Sequence(chart, "orders", { steps: [bill], reply: first });
    expect(refusal(() => orders.sinkTo(second))).toEqual({
      code: "sink-already-set",
      severity: "error",
      at: { construct: "shop/orders" },
      field: "spec.reply",
      message:
        'This Sequence already replies to Channel "first", and it has one reply: it cannot reply to Channel "second" too.',
      mend: "Reply to a Channel or Broker and let both be subscribers.",
    });
  });

  test("a duration that would be cut, with the step it is written on", () => {
    const delivery = { timeout: Duration.millis(50) };
    expect(
      refusal(() => new Sequence(shop(), "orders", { steps: [bill, { subscriber: ship, delivery }] })),
    ).toMatchObject({
      code: "duration-cut",
      at: { construct: "shop/orders" },
      field: "spec.steps[1].delivery.timeout",
    });
    expect(
      refusal(() => new Sequence(shop(), "orders", { steps: [bill], channelTemplate: { delivery } })),
    ).toMatchObject({
      field: "spec.channelTemplate.spec.delivery.timeout",
    });
  });

  test("a name of which its channels' Services could not be made", () => {
    expect(refusal(() => new Sequence(shop(), "orders", { steps: [bill], metadata: { name: "1st" } })).code).toBe(
      "invalid-name",
    );
  });
});
