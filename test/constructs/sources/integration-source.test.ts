import { Duration } from "cdk8s";
import { expect, test } from "vitest";
import { external, IntegrationSource, integrationEvent, Pipeline } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const sink = external("ledger", { uri: "http://ledger.example.com/" });
const auth = { secret: "aws" };

test("renders a timer", () => {
  const { yaml, findings } = rendered((chart) => {
    new IntegrationSource(chart, "tick", {
      connector: { timer: { period: Duration.seconds(2), message: '{"a":1}', contentType: "application/json" } },
      event: integrationEvent("timer"),
      sink,
      metadata: { name: "tick" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sources.knative.dev/v1alpha1
    kind: IntegrationSource
    metadata:
      annotations:
        sluice.dev/emits: dev.knative.eventing.timer
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: tick
      namespace: shop
    spec:
      sink:
        uri: http://ledger.example.com/
      timer:
        contentType: application/json
        message: '{"a":1}'
        period: 2000
    "
  `);
});

test("renders the connectors of AWS with their credentials", () => {
  const { yaml, findings } = rendered((chart) => {
    new IntegrationSource(chart, "bucket", {
      connector: {
        s3: {
          arn: "arn:aws:s3:::orders",
          region: "eu-west-1",
          uriEndpointOverride: "http://localstack:4566",
          moveAfterRead: true,
          destinationBucket: "done",
          delay: Duration.millis(1500),
        },
        auth,
      },
      sink,
      extensions: { team: "shop" },
      metadata: { name: "bucket" },
    });
    new IntegrationSource(chart, "queue", {
      connector: {
        sqs: { arn: "orders", region: "eu-west-1", waitTimeSeconds: 20 },
        auth: { serviceAccountName: "reader" },
      },
      event: integrationEvent("aws-sqs", { naming: "legacy" }),
      sink,
      metadata: { name: "queue" },
    });
    new IntegrationSource(chart, "table", {
      connector: { ddbStreams: { table: "orders", region: "eu-west-1" }, auth },
      sink,
      metadata: { name: "table" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sources.knative.dev/v1alpha1
    kind: IntegrationSource
    metadata:
      annotations:
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: bucket
      namespace: shop
    spec:
      aws:
        auth:
          secret:
            ref:
              name: aws
        s3:
          arn: arn:aws:s3:::orders
          delay: 1500
          destinationBucket: done
          moveAfterRead: true
          overrideEndpoint: true
          region: eu-west-1
          uriEndpointOverride: http://localstack:4566
      ceOverrides:
        extensions:
          team: shop
      sink:
        uri: http://ledger.example.com/
    ---
    apiVersion: sources.knative.dev/v1alpha1
    kind: IntegrationSource
    metadata:
      annotations:
        sluice.dev/emits: dev.knative.connector.event.aws-sqs
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: queue
      namespace: shop
    spec:
      aws:
        auth:
          serviceAccountName: reader
        sqs:
          arn: orders
          region: eu-west-1
          waitTimeSeconds: 20
      sink:
        uri: http://ledger.example.com/
    ---
    apiVersion: sources.knative.dev/v1alpha1
    kind: IntegrationSource
    metadata:
      annotations:
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: table
      namespace: shop
    spec:
      aws:
        auth:
          secret:
            ref:
              name: aws
        ddbStreams:
          region: eu-west-1
          table: orders
      sink:
        uri: http://ledger.example.com/
    "
  `);
});

test("sends the one type of its connector", () => {
  const chart = shop();
  const queue = new IntegrationSource(chart, "q", { connector: { sqs: { arn: "q", region: "r" }, auth } });
  expect(queue.emits.map(({ type }) => type)).toEqual(["dev.knative.eventing.aws-sqs"]);
  const Message = integrationEvent("aws-sqs");
  const log = external("log", { uri: "http://log/", accepts: [Message] });
  new Pipeline(chart, "p", { from: queue, flow: (messages) => messages.to(log) });
});

test("refuses the event of another connector, and a period below a millisecond", () => {
  const timer = { timer: {} };
  // @ts-expect-error -- a timer is no queue
  const act = () => new IntegrationSource(shop(), "t", { connector: timer, event: integrationEvent("aws-sqs") });
  expect(refusal(act)).toEqual({
    code: "impossible-emission",
    severity: "error",
    at: { construct: "shop/t" },
    message: 'This IntegrationSource of timer cannot send "dev.knative.eventing.aws-sqs".',
    mend: 'Declare the contract with `integrationEvent("timer")`. Events are renamed in a step of the flow.',
    source: "knative/eventing.md §7.1, sources.md",
  });
  const connector = { timer: { period: Duration.millis(0.5) } };
  expect(refusal(() => new IntegrationSource(shop(), "t", { connector }))).toMatchObject({
    code: "duration-cut",
    field: "spec.timer.period",
  });
});
