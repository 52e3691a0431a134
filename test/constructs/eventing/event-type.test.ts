import { expect, test } from "vitest";
import { z } from "zod";
import { defineEvent, EventType } from "../../../constructs/index.ts";
import { eventTypeName } from "../../../constructs/eventing/event-type.ts";
import { yamlOf } from "../harness.ts";

test("carries type, source and the JSON Schema of the data", () => {
  const contract = defineEvent("dev.shop.order.placed.v1", {
    source: "/shop",
    data: z.object({ order: z.string().describe("its number") }),
  });
  const reference = { apiVersion: "messaging.knative.dev/v1", kind: "Channel", name: "orders", namespace: "shop" };
  const yaml = yamlOf((chart) => {
    new EventType(chart, "placed", { contract, reference, description: "An order.", metadata: { name: "placed" } });
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1beta2
    kind: EventType
    metadata:
      name: placed
      namespace: shop
    spec:
      description: An order.
      reference:
        apiVersion: messaging.knative.dev/v1
        kind: Channel
        name: orders
      schemaData: '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"order":{"type":"string","description":"its number"}},"required":["order"]}'
      source: /shop
      type: dev.shop.order.placed.v1
    "
  `);
});

test("leaves out a schema that cannot be expressed", () => {
  const contract = defineEvent("dev.shop.opened.v1", { data: z.date() });
  expect(yamlOf((chart) => new EventType(chart, "opened", { contract }))).not.toContain("schema");
});

test("is named from its owner, the DNS form of the type and eight digits of the hash", () => {
  const contract = defineEvent("dev.Shop.Order_Placed.v1", { data: z.object({ order: z.string() }) });
  expect(eventTypeName("orders", contract)).toBe(
    `orders-dev-shop-order-placed-v1-${contract.schemaHash?.slice(7, 15)}`,
  );
  const [a, b] = [defineEvent("dev.a-b"), defineEvent("dev.a.b")].map((one) => eventTypeName("orders", one));
  expect(a).toMatch(/^orders-dev-a-b-[0-9a-f]{8}$/);
  expect(a).not.toBe(b);
});

test("cuts a type that is too long for a name, and keeps owner and hash", () => {
  const name = eventTypeName("orders", defineEvent(`dev.${"x".repeat(400)}`));
  expect(name).toMatch(/^orders-dev-x+-[0-9a-f]{8}$/);
  expect(name).toHaveLength(253);
});
