import { expect, test } from "vitest";
import { z } from "zod";
import { defineEvent, external, InMemoryChannel, Pipeline } from "../../../constructs/index.ts";
import { shop, yamlOf } from "../harness.ts";

const Placed = defineEvent("dev.shop.placed", { data: z.object({ order: z.string() }) });

test("leaves to the cluster what is not given", () => {
  expect(yamlOf((chart) => new InMemoryChannel(chart, "orders"))).toMatchInlineSnapshot(`
    "apiVersion: messaging.knative.dev/v1
    kind: InMemoryChannel
    metadata:
      name: shop-orders-c848ac5c
      namespace: shop
    spec: {}
    "
  `);
});

test("says what it carries, and that it answers at once", () => {
  const yaml = yamlOf((chart) => {
    new InMemoryChannel(chart, "orders", {
      carries: Placed,
      async: true,
      delivery: { retry: 1 },
      metadata: { name: "orders", annotations: { team: "shop" } },
    });
  });
  expect(yaml.split("---\n")[0]).toMatchInlineSnapshot(`
    "apiVersion: messaging.knative.dev/v1
    kind: InMemoryChannel
    metadata:
      annotations:
        messaging.knative.dev/async-handler: "true"
        sluice.dev/accepts: dev.shop.placed@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8
        team: shop
      name: orders
      namespace: shop
    spec:
      delivery:
        retry: 1
    "
  `);
});

test("that a Pipeline starts from has a Subscription to it, named after it", () => {
  const chart = shop();
  const orders = new InMemoryChannel(chart, "orders", { carries: Placed });
  const bill = external("bill", { uri: "http://bill/", accepts: [Placed] });
  for (const id of ["one", "two"]) new Pipeline(chart, id, { from: orders, flow: (placed) => placed.to(bill) });
  new Pipeline(chart, "three", { target: "flows", from: orders, flow: (placed) => placed.to(bill) });
  expect(orders.node.children.map(({ node }) => node.id).slice(2)).toEqual(["one-broker", "two-broker", "three"]);
});
