import { expect, test } from "vitest";
import { z } from "zod";
import { Broker, Channel, defineEvent, external, Subscription } from "../../../constructs/index.ts";
import { shop, yamlOf } from "../harness.ts";

const Placed = defineEvent("dev.shop.placed", { data: z.object({ order: z.string() }) });
const Billed = defineEvent("dev.shop.billed");

test("takes a channel's events to a subscriber, replies on, and says what it throws away", () => {
  const yaml = yamlOf((chart) => {
    new Subscription(chart, "billing", {
      channel: Channel.fromName(chart, "orders", "orders"),
      subscriber: external("bill", { uri: "http://bill.example.com/", accepts: [Placed], replies: [Billed] }),
      reply: external("ledger", { uri: "http://ledger.example.com/" }),
      delivery: { retry: 2 },
      discards: [Billed, "dev.shop.noted"],
      metadata: { name: "billing" },
    });
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: messaging.knative.dev/v1
    kind: Subscription
    metadata:
      annotations:
        sluice.dev/discards: dev.shop.billed,dev.shop.noted
        sluice.dev/external: '[{"ref":{"apiVersion":"messaging.knative.dev/v1","kind":"Channel","name":"orders","namespace":"shop"},"name":"orders"},{"uri":"http://bill.example.com/","name":"bill","accepts":["dev.shop.placed@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8"],"replies":["dev.shop.billed"]},{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: billing
      namespace: shop
    spec:
      channel:
        apiVersion: messaging.knative.dev/v1
        kind: Channel
        name: orders
      delivery:
        retry: 2
      reply:
        uri: http://ledger.example.com/
      subscriber:
        uri: http://bill.example.com/
    "
  `);
});

test("makes known on a Broker what is replied into it", () => {
  const chart = shop();
  const broker = new Broker(chart, "broker", { metadata: { name: "broker" } });
  new Subscription(chart, "billing", {
    channel: new Channel(chart, "orders"),
    subscriber: external("bill", { uri: "http://bill.example.com/", accepts: [Placed], replies: [Billed] }),
    reply: broker,
  });
  expect(broker.node.children.map(({ node }) => node.id)).toEqual([
    "Resource",
    expect.stringMatching(/^event-type-dev-shop-billed-/),
  ]);
});
