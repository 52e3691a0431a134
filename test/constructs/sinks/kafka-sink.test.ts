import { expect, test } from "vitest";
import { defineEvent, KafkaSink, Sequence } from "../../../constructs/index.ts";
import { rendered, shop } from "../harness.ts";

const Placed = defineEvent("dev.shop.order.placed.v1");
const kafka = { bootstrapServers: ["kafka:9092"], topic: "orders" };

test("renders its topic, which it makes, and its login", () => {
  const { yaml, findings } = rendered((chart) => {
    new KafkaSink(chart, "orders", {
      ...kafka,
      createTopic: { numPartitions: 10, replicationFactor: 3 },
      contentMode: "structured",
      authSecret: "kafka",
      accepts: [Placed],
      metadata: { name: "orders" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1alpha1
    kind: KafkaSink
    metadata:
      annotations:
        sluice.dev/accepts: dev.shop.order.placed.v1
        sluice.dev/replies: ""
      name: orders
      namespace: shop
    spec:
      auth:
        secret:
          ref:
            name: kafka
      bootstrapServers:
        - kafka:9092
      contentMode: structured
      numPartitions: 10
      replicationFactor: 3
      topic: orders
    "
  `);
});

test("is the last step of a Sequence", () => {
  const chart = shop();
  const orders = new KafkaSink(chart, "orders", { ...kafka, accepts: [Placed] });
  expect(new Sequence(chart, "all", { steps: [orders] }).emits).toEqual([]);
  expect(new KafkaSink(chart, "plain", kafka).object.toJson().spec).toEqual(kafka);
});
