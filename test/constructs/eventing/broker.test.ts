import { Chart, Duration } from "cdk8s";
import { expect, test } from "vitest";
import { z } from "zod";
import {
  Broker,
  defineEvent,
  defineStep,
  EventType,
  exponential,
  external,
  KnativeService,
  linear,
  Trigger,
} from "../../../constructs/index.ts";
import { refusal, shop, yamlOf } from "../harness.ts";

const Placed = defineEvent("dev.shop.order.placed.v1", { data: z.object({ order: z.string() }) });
const Billed = defineEvent("dev.shop.order.billed.v1");
const Bill = defineStep("bill", { accepts: [Placed], replies: [Billed] });
const failures = external("failures", { uri: "http://failures.example.com/" });

function bill(chart: Chart) {
  return new KnativeService(chart, "bill", { step: Bill, image: "shop/bill:1", metadata: { name: "bill" } });
}

/** The YAML of Brokers, Triggers and EventTypes alone. */
function eventingOf(build: (chart: Chart) => void): string {
  return yamlOf(build)
    .split("---\n")
    .filter((document) => document.startsWith("apiVersion: eventing"))
    .join("---\n");
}

test("leaves to the cluster what is not given", () => {
  expect(yamlOf((chart) => new Broker(chart, "orders"))).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1
    kind: Broker
    metadata:
      name: shop-orders-c848ac5c
      namespace: shop
    spec: {}
    "
  `);
});

test("renders class, config and delivery, and declares a dead-letter sink that lives elsewhere", () => {
  const yaml = yamlOf((chart) => {
    new Broker(chart, "orders", {
      class: "Kafka",
      config: { apiVersion: "v1", kind: "ConfigMap", name: "kafka", namespace: "knative-eventing" },
      delivery: {
        retry: 5,
        backoff: exponential(Duration.millis(200)),
        timeout: Duration.seconds(30),
        retryAfterMax: Duration.minutes(2),
        format: "json",
        deadLetterSink: failures,
      },
      metadata: { name: "orders" },
    });
    new Broker(chart, "slow", { delivery: { backoff: linear(Duration.seconds(1)) }, metadata: { name: "slow" } });
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1
    kind: Broker
    metadata:
      annotations:
        eventing.knative.dev/broker.class: Kafka
        sluice.dev/external: '[{"uri":"http://failures.example.com/","name":"failures"}]'
      name: orders
      namespace: shop
    spec:
      config:
        apiVersion: v1
        kind: ConfigMap
        name: kafka
        namespace: knative-eventing
      delivery:
        backoffDelay: PT0.2S
        backoffPolicy: exponential
        deadLetterSink:
          uri: http://failures.example.com/
        format: json
        retry: 5
        retryAfterMax: PT2M
        timeout: PT30S
    ---
    apiVersion: eventing.knative.dev/v1
    kind: Broker
    metadata:
      name: slow
      namespace: shop
    spec:
      delivery:
        backoffDelay: PT1S
        backoffPolicy: linear
    "
  `);
});

test("takes a contract to a subscriber by a Trigger, and makes the contracts of both sides known once", () => {
  const yaml = eventingOf((chart) => {
    const broker = new Broker(chart, "orders", { metadata: { name: "orders" } });
    broker.on(Placed).to(bill(chart));
    broker.on(Billed).to(external("ledger", { uri: "http://ledger.example.com/" }), { name: "ledger" });
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1
    kind: Broker
    metadata:
      name: orders
      namespace: shop
    spec: {}
    ---
    apiVersion: eventing.knative.dev/v1
    kind: Trigger
    metadata:
      name: shop-orders-bill-on-dev-shop-order-placed-v1-c8940649
      namespace: shop
    spec:
      broker: orders
      filter:
        attributes:
          type: dev.shop.order.placed.v1
      subscriber:
        ref:
          apiVersion: serving.knative.dev/v1
          kind: Service
          name: bill
    ---
    apiVersion: eventing.knative.dev/v1beta2
    kind: EventType
    metadata:
      name: orders-dev-shop-order-placed-v1-5091b8ea
      namespace: shop
    spec:
      reference:
        apiVersion: eventing.knative.dev/v1
        kind: Broker
        name: orders
      schemaData: '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"order":{"type":"string"}},"required":["order"]}'
      type: dev.shop.order.placed.v1
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
    apiVersion: eventing.knative.dev/v1
    kind: Trigger
    metadata:
      annotations:
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: shop-orders-ledger-c88467ef
      namespace: shop
    spec:
      broker: orders
      filter:
        attributes:
          type: dev.shop.order.billed.v1
      subscriber:
        uri: http://ledger.example.com/
    "
  `);
});

test("takes any of several contracts, or what passes a filter", () => {
  const chart = shop();
  const broker = new Broker(chart, "orders", { metadata: { name: "orders" } });
  const subscriber = external("ledger", { uri: "http://ledger.example.com/" });
  const specOf = (trigger: Trigger): unknown => {
    const { filter, filters } = trigger.object.toJson().spec;
    return { filter, filters };
  };
  expect(specOf(broker.on([Placed, Billed]).to(subscriber))).toEqual({
    filters: [{ any: [{ exact: { type: Placed.type } }, { exact: { type: Billed.type } }] }],
  });
  expect(specOf(broker.on([Placed]).to(subscriber))).toEqual({ filter: { attributes: { type: Placed.type } } });
  expect(specOf(broker.on(Placed).where("region", "eu").to(subscriber))).toEqual({
    filter: { attributes: { type: Placed.type, region: "eu" } },
  });
  expect(specOf(broker.on([Placed, Billed]).where("region", "eu").to(subscriber))).toEqual({
    filters: [
      { any: [{ exact: { type: Placed.type } }, { exact: { type: Billed.type } }] },
      { exact: { region: "eu" } },
    ],
  });
  expect(specOf(broker.on({ attributes: { source: "/shop" } }).to(subscriber))).toEqual({
    filter: { attributes: { source: "/shop" } },
  });
  expect(specOf(broker.on({ filters: [{ cesql: "EXISTS region" }] }).to(subscriber))).toEqual({
    filters: [{ cesql: "EXISTS region" }],
  });
  expect(broker.node.children.filter((child) => child instanceof Trigger).map(({ node }) => node.id)).toEqual([
    "ledger-on-dev-shop-order-placed-v1-dev-shop-order-billed-v1",
    "ledger-on-dev-shop-order-placed-v1",
    "ledger-on-dev-shop-order-placed-v1-region-eu",
    "ledger-on-dev-shop-order-placed-v1-dev-shop-order-billed-v1-eu",
    "ledger-on-source-shop",
    "ledger-on-exists-region",
  ]);
});

test("refuses two values for one attribute, and a list of no contracts", () => {
  const broker = new Broker(shop(), "orders");
  expect(refusal(() => broker.on(Placed).where("region", "eu").where("region", "us"))).toEqual({
    code: "duplicate-filter",
    severity: "error",
    at: { construct: "shop/orders" },
    field: "spec.filter.attributes[region]",
    message: 'This Trigger already asks for region "eu", so "us" could never arrive too.',
    mend: "Ask for one value, or make two Triggers.",
  });
  expect(refusal(() => broker.on([]))).toEqual({
    code: "empty-filter",
    severity: "error",
    at: { construct: "shop/orders" },
    message: "`on([])` names no contract, and a Trigger without a filter takes every event.",
    mend: "Name at least one contract, or write `on({ attributes: {} })` to take every event.",
  });
});

test("refuses the same Trigger twice, unless one has a name", () => {
  const chart = shop();
  const broker = new Broker(chart, "orders");
  const subscriber = bill(chart);
  broker.on(Placed).to(subscriber);
  expect(refusal(() => broker.on(Placed).to(subscriber))).toEqual({
    code: "duplicate-trigger",
    severity: "error",
    at: { construct: "shop/orders" },
    message: 'This Broker already has a Trigger "bill-on-dev-shop-order-placed-v1".',
    mend: "If both are meant, name one of them: `.to(subscriber, { name: … })`.",
  });
  expect(broker.on(Placed).to(subscriber, { name: "again" }).node.id).toBe("again");
});

test("makes a contract known once, and tells contracts of one type apart by their data", () => {
  const chart = shop();
  const broker = new Broker(chart, "orders", { metadata: { name: "orders" } });
  const first = broker.declare(Placed);
  expect(broker.declare(Placed)).toBe(first);
  const other = broker.declare(defineEvent("dev.shop.order.placed.v1", { data: z.object({ order: z.int() }) }));
  expect(other).toBeInstanceOf(EventType);
  const names = [first, other].map(({ object }) => object.name);
  expect(names[0]).toBe(`orders-dev-shop-order-placed-v1-${Placed.schemaHash?.slice(7, 15)}`);
  expect(new Set(names).size).toBe(2);
});

test("refuses two contracts that one name would stand for", () => {
  const broker = new Broker(shop(), "orders");
  const data = z.object({ order: z.string() });
  broker.declare(defineEvent("dev.shop.placed", { data }));
  expect(refusal(() => broker.declare(defineEvent("dev.shop-placed", { data })))).toEqual({
    code: "duplicate-event-type",
    severity: "error",
    at: { construct: "shop/orders" },
    message:
      'The events "dev.shop.placed" and "dev.shop-placed" have the same data, and no object name can tell them apart.',
    mend: "Rename one of them by more than dots, dashes and case.",
  });
});

test("by name of one that exists makes Triggers beside it, and declares it on them", () => {
  const yaml = yamlOf((chart) => {
    const platform = Broker.fromName(chart, "platform", "default", { namespace: "events", accepts: [Placed] });
    platform.on(Placed).to(external("ledger", { uri: "http://ledger.example.com/" }));
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1
    kind: Trigger
    metadata:
      annotations:
        sluice.dev/external: '[{"ref":{"apiVersion":"eventing.knative.dev/v1","kind":"Broker","name":"default","namespace":"events"},"name":"default","accepts":["dev.shop.order.placed.v1@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8"]},{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: s-platform-ledger-on-dev-shop-order-placed-v1-c83ee96f
      namespace: events
    spec:
      broker: default
      filter:
        attributes:
          type: dev.shop.order.placed.v1
      subscriber:
        uri: http://ledger.example.com/
    ---
    apiVersion: eventing.knative.dev/v1beta2
    kind: EventType
    metadata:
      annotations:
        sluice.dev/external: '[{"ref":{"apiVersion":"eventing.knative.dev/v1","kind":"Broker","name":"default","namespace":"events"},"name":"default","accepts":["dev.shop.order.placed.v1@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8"]}]'
      name: default-dev-shop-order-placed-v1-5091b8ea
      namespace: events
    spec:
      reference:
        apiVersion: eventing.knative.dev/v1
        kind: Broker
        name: default
      schemaData: '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"order":{"type":"string"}},"required":["order"]}'
      type: dev.shop.order.placed.v1
    "
  `);
});

test("refuses a name that controllers cannot write into a label", () => {
  const message = (name: string) => refusal(() => new Broker(shop(), "b", { metadata: { name } })).message;
  expect(message("Orders")).toBe('A Broker cannot be named "Orders".');
  expect(message("o".repeat(64))).toBe(`A Broker cannot be named "${"o".repeat(64)}".`);
  expect(refusal(() => Broker.fromName(shop(), "b", "a/b"))).toMatchObject({
    code: "invalid-name",
    at: { construct: "shop/b" },
  });
});

test("leaves the namespace to the apply in a chart that has none", () => {
  const broker = new Broker(new Chart(shop().node.root as Chart, "plain"), "orders", { metadata: { name: "orders" } });
  expect(broker.ref).toEqual({ apiVersion: "eventing.knative.dev/v1", kind: "Broker", name: "orders" });
});
