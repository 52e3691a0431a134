import { expect, test } from "vitest";
import {
  Broker,
  defineEvent,
  type EventFilter,
  external,
  Trigger,
  type TriggerProps,
} from "../../../constructs/index.ts";
import { refusal, shop, yamlOf } from "../harness.ts";

const subscriber = external("ledger", { uri: "http://ledger.example.com/" });
const Billed = defineEvent("dev.shop.order.billed.v1");

function triggerWith(props: Partial<TriggerProps>) {
  const chart = shop();
  return refusal(() => new Trigger(chart, "ledger", { broker: new Broker(chart, "orders"), subscriber, ...props }));
}

test("takes every event of its Broker unless it filters, and says which replies are thrown away", () => {
  const yaml = yamlOf((chart) => {
    const broker = new Broker(chart, "orders", { metadata: { name: "orders" } });
    new Trigger(chart, "ledger", { broker, subscriber, discards: [Billed, "dev.other"], metadata: { name: "ledger" } });
  });
  expect(yaml.split("---\n")[1]).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1
    kind: Trigger
    metadata:
      annotations:
        sluice.dev/discards: dev.shop.order.billed.v1,dev.other
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: ledger
      namespace: shop
    spec:
      broker: orders
      subscriber:
        uri: http://ledger.example.com/
    "
  `);
});

test("refuses both ways to filter, because Knative would ignore one", () => {
  expect(triggerWith({ filter: { type: "a" }, filters: [{ exact: { source: "b" } }] })).toEqual({
    code: "invalid-filter",
    severity: "error",
    at: { construct: "shop/ledger" },
    field: "spec.filter",
    message: "This Trigger has both `filter` and `filters`, and Knative would ignore `filter`.",
    mend: 'Add `{ exact: {"type":"a"} }` to `filters` instead.',
    source: "knative/eventing.md §4.2",
  });
});

test("refuses a namespace that is not its Broker's, and takes the Broker's when it has none", () => {
  const chart = shop();
  const broker = Broker.fromName(chart, "platform", "default", { namespace: "events" });
  expect(new Trigger(chart, "a", { broker, subscriber }).object.metadata.namespace).toBe("events");
  expect(refusal(() => new Trigger(chart, "b", { broker, subscriber, metadata: { namespace: "shop" } }))).toEqual({
    code: "trigger-elsewhere",
    severity: "error",
    at: { construct: "shop/b" },
    field: "metadata.namespace",
    message: 'This Trigger is in the namespace "shop", and its Broker "default" in "events".',
    mend: "Leave out the Trigger's namespace: it must be the Broker's.",
    source: "knative/eventing.md §4.2",
  });
});

test("refuses an attribute that no filter can name", () => {
  expect(triggerWith({ filter: { "my-attribute": "x" } })).toEqual({
    code: "invalid-filter",
    severity: "error",
    at: { construct: "shop/ledger" },
    field: "spec.filter.attributes[my-attribute]",
    message: 'A filter cannot name the attribute "my-attribute".',
    mend: "Use lower-case letters and digits, starting with a letter.",
    source: "knative/eventing.md §3.7",
  });
});

test.each<[EventFilter, string, string]>([
  [
    { exact: { type: "" } },
    "spec.filters[0].exact[type]",
    'The filter asks for an empty "type", and Knative drops a filter with an empty value: every event would pass.',
  ],
  [
    { not: { any: [{ cesql: "TRUE" }, { prefix: { Type: "a" } }] } },
    "spec.filters[0].not.any[1].prefix[Type]",
    'A filter cannot name the attribute "Type".',
  ],
  // @ts-expect-error -- no dialect
  [{}, "spec.filters[0]", "This filter has no dialect."],
  [{ exact: { type: "a" }, prefix: { type: "a" } }, "spec.filters[0]", "This filter has 2 dialects: exact, prefix."],
])("refuses the filter %j at its place", (filter, field, message) => {
  expect(triggerWith({ filters: [filter] })).toMatchObject({ code: "invalid-filter", field, message });
});

test("allows an empty value in `filter`, where it means any value", () => {
  const chart = shop();
  const trigger = new Trigger(chart, "ledger", {
    broker: new Broker(chart, "orders"),
    subscriber,
    filter: { region: "" },
  });
  expect(trigger.object.toJson().spec.filter).toEqual({ attributes: { region: "" } });
});
