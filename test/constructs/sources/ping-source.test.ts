import { Testing } from "cdk8s";
import { expect, test } from "vitest";
import { z } from "zod";
import { Broker, defineEvent, external, PingSource, pingEvent } from "../../../constructs/index.ts";
import { refusal, shop, yamlOf } from "../harness.ts";

const Tick = pingEvent({ data: z.object({ airport: z.string() }) });
const schedule = "0 16 * * *";
const ledger = external("ledger", { uri: "http://ledger.example.com/" });

test("sends typed data as JSON and says so, and makes its contract known on a Broker", () => {
  const yaml = yamlOf((chart) => {
    const sink = new Broker(chart, "orders", { metadata: { name: "orders" } });
    new PingSource(chart, "ord", {
      schedule,
      timezone: "America/Chicago",
      event: Tick,
      data: { airport: "ORD" },
      sink,
      extensions: { region: "us" },
      metadata: { name: "ord" },
    });
  });
  expect(yaml.split("---\n").slice(1).join("---\n")).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1beta2
    kind: EventType
    metadata:
      name: orders-dev-knative-sources-ping-bec0c8ab
      namespace: shop
    spec:
      reference:
        apiVersion: eventing.knative.dev/v1
        kind: Broker
        name: orders
      schemaData: '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"airport":{"type":"string"}},"required":["airport"]}'
      type: dev.knative.sources.ping
    ---
    apiVersion: sources.knative.dev/v1
    kind: PingSource
    metadata:
      annotations:
        sluice.dev/emits: dev.knative.sources.ping@sha256-bec0c8ab89a1c23f57de16573aa38669aaac92e0f46702090ab73b68a0d33462
      name: ord
      namespace: shop
    spec:
      ceOverrides:
        extensions:
          region: us
      contentType: application/json
      data: '{"airport":"ORD"}'
      schedule: 0 16 * * *
      sink:
        ref:
          apiVersion: eventing.knative.dev/v1
          kind: Broker
          name: orders
      timezone: America/Chicago
    "
  `);
});

test("needs no contract and no data", () => {
  const yaml = yamlOf((chart) => {
    new PingSource(chart, "tick", { schedule, sink: ledger, metadata: { name: "tick" } });
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sources.knative.dev/v1
    kind: PingSource
    metadata:
      annotations:
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: tick
      namespace: shop
    spec:
      schedule: 0 16 * * *
      sink:
        uri: http://ledger.example.com/
    "
  `);
});

test("takes its sink later, but once", () => {
  const chart = shop();
  const source = new PingSource(chart, "ord", { schedule });
  const broker = new Broker(chart, "orders", { metadata: { name: "orders" } });
  source.sinkTo(broker);
  expect(source.object.toJson().spec.sink).toEqual({
    ref: { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name: "orders" },
  });
  expect(refusal(() => source.sinkTo(ledger))).toEqual({
    code: "sink-already-set",
    severity: "error",
    at: { construct: "shop/ord" },
    field: "spec.sink",
    message:
      'This source already sends to Broker "orders", and a source has one sink: it cannot send to "http://ledger.example.com/" too.',
    mend: "Send to a Broker and let both be subscribers, or make a second source.",
  });
});

test("is unknown to admission without a sink", () => {
  const source = new PingSource(shop(), "ord", { schedule });
  expect(source.object.toJson().spec).toEqual({ schedule });
});

test("refuses data that the contract does not take", () => {
  // @ts-expect-error -- a number
  expect(refusal(() => new PingSource(shop(), "ord", { schedule, event: Tick, data: { airport: 1 } }))).toEqual({
    code: "invalid-ping-data",
    severity: "error",
    at: { construct: "shop/ord" },
    field: "spec.data",
    message: expect.stringMatching(
      /^The data of this "dev\.knative\.sources\.ping" event is not what its contract says: data\.airport: /,
    ),
    mend: "Give `data` that the contract takes.",
    source: "knative/eventing.md §4.12",
  });
  expect(refusal(() => new PingSource(shop(), "ord", { schedule, event: Tick })).code).toBe("invalid-ping-data");
});

test("refuses JSON data that are no object, as Knative does", () => {
  const Numbers = pingEvent({ data: z.array(z.number()) });
  expect(refusal(() => new PingSource(shop(), "ord", { schedule, event: Numbers, data: [1, 2] }))).toMatchObject({
    code: "invalid-ping-data",
    message: "Knative refuses a PingSource with JSON data that are no object: [1,2].",
    mend: "Give an object, such as `{ value: … }`.",
  });
});

test("refuses to claim an event it cannot send", () => {
  const Placed = defineEvent("dev.shop.order.placed.v1");
  // @ts-expect-error -- another type
  expect(refusal(() => new PingSource(Testing.chart(), "ord", { schedule, event: Placed }))).toEqual({
    code: "ping-type",
    severity: "error",
    at: { construct: "test/ord" },
    message:
      'A PingSource sends "dev.knative.sources.ping" and nothing else, so it cannot send "dev.shop.order.placed.v1".',
    mend: "Declare the contract with `pingEvent({ data })`; rename the event in a step of the flow.",
    source: "knative/eventing.md §7.1, §7.2",
  });
});
