import { expect, test } from "vitest";
import { Broker, defineEvent, EventTransform, external, Pipeline } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const Placed = defineEvent("dev.shop.order.placed.v1");
const Billed = defineEvent("dev.shop.order.billed.v1");
const jsonata =
  '{ "specversion": "1.0", "id": id, "type": "dev.shop.order.billed.v1", "source": source, "data": data }';

test("renders its expression, its sink and what becomes of the sink's answer", () => {
  const { yaml, findings } = rendered((chart) => {
    new EventTransform(chart, "answering", {
      jsonata,
      accepts: [Placed],
      replies: [Billed],
      metadata: { name: "answering" },
    });
    new EventTransform(chart, "sending", {
      jsonata,
      sink: new Broker(chart, "orders", { metadata: { name: "orders" } }),
      emits: [Billed],
      reply: { discard: true },
      metadata: { name: "sending" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1alpha1
    kind: EventTransform
    metadata:
      annotations:
        sluice.dev/accepts: dev.shop.order.placed.v1
        sluice.dev/replies: dev.shop.order.billed.v1
      name: answering
      namespace: shop
    spec:
      jsonata:
        expression: '{ "specversion": "1.0", "id": id, "type": "dev.shop.order.billed.v1", "source": source, "data": data }'
    ---
    apiVersion: eventing.knative.dev/v1
    kind: Broker
    metadata:
      name: orders
      namespace: shop
    spec: {}
    ---
    apiVersion: eventing.knative.dev/v1beta2
    kind: EventType
    metadata:
      name: orders-dev-shop-order-billed-v1-21d987c4
      namespace: shop
    spec:
      reference:
        apiVersion: eventing.knative.dev/v1
        kind: Broker
        name: orders
      type: dev.shop.order.billed.v1
    ---
    apiVersion: eventing.knative.dev/v1alpha1
    kind: EventTransform
    metadata:
      annotations:
        sluice.dev/emits: dev.shop.order.billed.v1
      name: sending
      namespace: shop
    spec:
      jsonata:
        expression: '{ "specversion": "1.0", "id": id, "type": "dev.shop.order.billed.v1", "source": source, "data": data }'
      reply:
        discard: true
      sink:
        ref:
          apiVersion: eventing.knative.dev/v1
          kind: Broker
          name: orders
    "
  `);
});

test("is a step of a flow, which goes on with what it makes", () => {
  const chart = shop();
  const bill = external("bill", { uri: "http://bill/", accepts: [Billed] });
  const rename = new EventTransform(chart, "rename", { jsonata, accepts: [Placed], replies: [Billed] });
  new Pipeline(chart, "orders", { from: Placed, flow: (placed) => placed.to(rename).to(bill) });
  const sink = external("ledger", { uri: "http://ledger/" });
  const reply = { jsonata: "$" };
  const both = new EventTransform(chart, "both", { jsonata, sink, reply });
  expect(both.step).toBeUndefined();
  expect(both.object.toJson().spec.reply).toEqual({ jsonata: { expression: "$" } });
});

test("refuses what only has a meaning beside a sink", () => {
  expect(refusal(() => new EventTransform(shop(), "t", { jsonata, emits: [Billed] }))).toEqual({
    code: "transform-without-sink",
    severity: "error",
    at: { construct: "shop/t" },
    field: "spec.sink",
    message: "This EventTransform has `emits` and no `sink`: what it makes is its answer.",
    mend: "Write `replies`, or name a `sink`.",
    source: "knative/eventing.md §4.10",
  });
  expect(refusal(() => new EventTransform(shop(), "t", { jsonata, reply: { discard: true } }))).toMatchObject({
    field: "spec.reply",
    mend: "Leave `reply` out, or name a `sink`.",
  });
});
