import { Duration } from "cdk8s";
import { expect, test } from "vitest";
import { defineEvent, NatsJetStreamChannel } from "../../../constructs/index.ts";
import { rendered } from "../harness.ts";

const Placed = defineEvent("dev.shop.placed");

test("renders its stream and how it is read, in durations of Go", () => {
  const { yaml, findings } = rendered((chart) => {
    new NatsJetStreamChannel(chart, "orders", {
      carries: [Placed],
      stream: {
        name: "ORDERS",
        storage: "Memory",
        replicas: 3,
        maxAge: Duration.hours(1),
        duplicateWindow: Duration.millis(1500),
      },
      consumer: { deliverPolicy: "New", ackWait: Duration.seconds(30), consumerType: "Pull", fetchBatchSize: 10 },
      delivery: { retry: 3 },
      metadata: { name: "orders" },
    });
    new NatsJetStreamChannel(chart, "plain", { metadata: { name: "plain" } });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: messaging.knative.dev/v1alpha1
    kind: NatsJetStreamChannel
    metadata:
      annotations:
        sluice.dev/accepts: dev.shop.placed
      name: orders
      namespace: shop
    spec:
      consumerConfigTemplate:
        ackWait: 30s
        consumerType: Pull
        deliverPolicy: New
        fetchBatchSize: 10
      delivery:
        retry: 3
      stream:
        config:
          duplicateWindow: 1500ms
          maxAge: 3600s
          replicas: 3
          storage: Memory
        overrideName: ORDERS
    ---
    apiVersion: eventing.knative.dev/v1beta2
    kind: EventType
    metadata:
      name: orders-dev-shop-placed-4a9c9f10
      namespace: shop
    spec:
      reference:
        apiVersion: messaging.knative.dev/v1alpha1
        kind: NatsJetStreamChannel
        name: orders
      type: dev.shop.placed
    ---
    apiVersion: messaging.knative.dev/v1alpha1
    kind: NatsJetStreamChannel
    metadata:
      name: plain
      namespace: shop
    spec: {}
    "
  `);
});
