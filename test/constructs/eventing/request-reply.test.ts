import { Duration } from "cdk8s";
import { expect, test } from "vitest";
import { Broker, defineEvent, RequestReply } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const Asked = defineEvent("dev.shop.asked.v1");
const Answered = defineEvent("dev.shop.answered.v1");

test("renders its Broker, attributes and timeout, and makes both contracts known on the Broker", () => {
  const { yaml, findings } = rendered((chart) => {
    new RequestReply(chart, "requests", {
      broker: new Broker(chart, "orders", { metadata: { name: "orders" } }),
      accepts: [Asked],
      replies: [Answered],
      correlationAttribute: "askedid",
      replyAttribute: "answeredid",
      timeout: Duration.seconds(30),
      metadata: { name: "requests" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1
    kind: Broker
    metadata:
      name: orders
      namespace: shop
    spec: {}
    ---
    apiVersion: eventing.knative.dev/v1beta2
    kind: EventType
    metadata:
      name: orders-dev-shop-asked-v1-cc6db90d
      namespace: shop
    spec:
      reference:
        apiVersion: eventing.knative.dev/v1
        kind: Broker
        name: orders
      type: dev.shop.asked.v1
    ---
    apiVersion: eventing.knative.dev/v1beta2
    kind: EventType
    metadata:
      name: orders-dev-shop-answered-v1-db98f6ba
      namespace: shop
    spec:
      reference:
        apiVersion: eventing.knative.dev/v1
        kind: Broker
        name: orders
      type: dev.shop.answered.v1
    ---
    apiVersion: eventing.knative.dev/v1alpha1
    kind: RequestReply
    metadata:
      annotations:
        sluice.dev/accepts: dev.shop.asked.v1
        sluice.dev/replies: dev.shop.answered.v1
      name: requests
      namespace: shop
    spec:
      brokerRef:
        apiVersion: eventing.knative.dev/v1
        kind: Broker
        name: orders
      correlationAttribute: askedid
      replyAttribute: answeredid
      timeout: PT30S
    "
  `);
});

test("lives where its Broker lives", () => {
  const chart = shop();
  const broker = Broker.fromName(chart, "default", "default", { namespace: "platform" });
  const requests = new RequestReply(chart, "requests", { broker, metadata: { name: "requests" } });
  expect(requests.ref).toEqual({
    apiVersion: "eventing.knative.dev/v1alpha1",
    kind: "RequestReply",
    name: "requests",
    namespace: "platform",
  });
  expect(refusal(() => new RequestReply(chart, "r", { broker, metadata: { namespace: "shop" } }))).toMatchObject({
    code: "request-reply-elsewhere",
    field: "metadata.namespace",
  });
});

test("refuses attributes that no event carries, which Knative takes", () => {
  const broker = new Broker(shop(), "orders");
  expect(refusal(() => new RequestReply(broker, "r", { broker, replyAttribute: "source" }))).toEqual({
    code: "invalid-extension-name",
    severity: "error",
    at: { construct: "shop/orders/r" },
    field: "spec.replyAttribute",
    message: 'No event can carry "source" as an extension attribute.',
    mend: "Use lower-case letters and digits, and no name of a core attribute.",
    source: "knative/eventing.md §4.11, §6.8",
  });
});
