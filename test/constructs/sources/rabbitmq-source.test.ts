import { Duration } from "cdk8s";
import { expect, test } from "vitest";
import { external, linear, RabbitmqSource, rabbitmqEvent } from "../../../constructs/index.ts";
import { rendered, shop } from "../harness.ts";

const sink = external("ledger", { uri: "http://ledger.example.com/" });

test("renders its queue, exchange and delivery", () => {
  const { yaml, findings } = rendered((chart) => {
    new RabbitmqSource(chart, "orders", {
      cluster: { name: "rabbit", namespace: "rabbitmq" },
      queueName: "orders",
      exchangeName: "shop",
      vhost: "/shop",
      parallelism: 10,
      predeclared: false,
      events: [rabbitmqEvent()],
      delivery: { retry: 3, backoff: linear(Duration.millis(500)) },
      serviceAccountName: "reader",
      sink,
      metadata: { name: "orders" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sources.knative.dev/v1alpha1
    kind: RabbitmqSource
    metadata:
      annotations:
        sluice.dev/emits: dev.knative.rabbitmq.event
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: orders
      namespace: shop
    spec:
      delivery:
        backoffDelay: PT0.5S
        backoffPolicy: linear
        retry: 3
      rabbitmqClusterReference:
        name: rabbit
        namespace: rabbitmq
      rabbitmqResourcesConfig:
        exchangeName: shop
        parallelism: 10
        predeclared: false
        queueName: orders
        vhost: /shop
      serviceAccountName: reader
      sink:
        uri: http://ledger.example.com/
    "
  `);
});

test("connects by a Secret too, and claims nothing of a queue it was not told of", () => {
  const source = new RabbitmqSource(shop(), "orders", {
    cluster: { connectionSecret: "rabbit" },
    queueName: "orders",
    predeclared: true,
  });
  expect(source.emits).toEqual([]);
  expect(source.object.toJson().spec).toEqual({
    rabbitmqClusterReference: { connectionSecret: { name: "rabbit" } },
    rabbitmqResourcesConfig: { queueName: "orders", predeclared: true },
  });
});
