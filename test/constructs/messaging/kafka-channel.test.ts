import { Duration } from "cdk8s";
import { expect, test } from "vitest";
import { defineEvent, external, KafkaChannel } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const Placed = defineEvent("dev.shop.placed");

test("renders its topic and how long it keeps events, and makes known what it carries", () => {
  const { yaml, findings } = rendered((chart) => {
    const orders = new KafkaChannel(chart, "orders", {
      carries: Placed,
      numPartitions: 10,
      replicationFactor: 3,
      retention: Duration.days(7),
      delivery: { retry: 3 },
      metadata: { name: "orders" },
    });
    orders.subscribe(external("bill", { uri: "http://bill/", accepts: [Placed] }));
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: messaging.knative.dev/v1beta1
    kind: KafkaChannel
    metadata:
      annotations:
        sluice.dev/accepts: dev.shop.placed
      name: orders
      namespace: shop
    spec:
      delivery:
        retry: 3
      numPartitions: 10
      replicationFactor: 3
      retentionDuration: PT168H
    ---
    apiVersion: eventing.knative.dev/v1beta2
    kind: EventType
    metadata:
      name: orders-dev-shop-placed-4a9c9f10
      namespace: shop
    spec:
      reference:
        apiVersion: messaging.knative.dev/v1beta1
        kind: KafkaChannel
        name: orders
      type: dev.shop.placed
    ---
    apiVersion: messaging.knative.dev/v1
    kind: Subscription
    metadata:
      annotations:
        sluice.dev/external: '[{"uri":"http://bill/","name":"bill","accepts":["dev.shop.placed"]}]'
      name: shop-orders-bill-c8be9d40
      namespace: shop
    spec:
      channel:
        apiVersion: messaging.knative.dev/v1beta1
        kind: KafkaChannel
        name: orders
      subscriber:
        uri: http://bill/
    "
  `);
});

test("refuses a retention that would be cut", () => {
  expect(refusal(() => new KafkaChannel(shop(), "orders", { retention: Duration.millis(50) }))).toMatchObject({
    code: "duration-cut",
    field: "spec.retentionDuration",
  });
});
