import { expect, test } from "vitest";
import { IntegrationSink } from "../../../constructs/index.ts";
import { rendered } from "../harness.ts";

test("renders each of its connectors", () => {
  const { yaml, findings } = rendered((chart) => {
    const aws = { region: "eu-west-1" };
    const auth = { secret: "aws" };
    new IntegrationSink(chart, "log", {
      connector: { log: { level: "DEBUG", showHeaders: true } },
      metadata: { name: "log" },
    });
    new IntegrationSink(chart, "bucket", {
      connector: { s3: { arn: "arn:aws:s3:::orders", ...aws, uriEndpointOverride: "http://localstack:4566" }, auth },
      metadata: { name: "bucket" },
    });
    new IntegrationSink(chart, "queue", {
      connector: { sqs: { arn: "orders", ...aws }, auth },
      metadata: { name: "queue" },
    });
    new IntegrationSink(chart, "topic", {
      connector: { sns: { arn: "orders", ...aws, autoCreateTopic: true }, auth: { serviceAccountName: "writer" } },
      metadata: { name: "topic" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sinks.knative.dev/v1alpha1
    kind: IntegrationSink
    metadata:
      name: log
      namespace: shop
    spec:
      log:
        level: DEBUG
        showHeaders: true
    ---
    apiVersion: sinks.knative.dev/v1alpha1
    kind: IntegrationSink
    metadata:
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
          overrideEndpoint: true
          region: eu-west-1
          uriEndpointOverride: http://localstack:4566
    ---
    apiVersion: sinks.knative.dev/v1alpha1
    kind: IntegrationSink
    metadata:
      name: queue
      namespace: shop
    spec:
      aws:
        auth:
          secret:
            ref:
              name: aws
        sqs:
          arn: orders
          region: eu-west-1
    ---
    apiVersion: sinks.knative.dev/v1alpha1
    kind: IntegrationSink
    metadata:
      name: topic
      namespace: shop
    spec:
      aws:
        auth:
          serviceAccountName: writer
        sns:
          arn: orders
          autoCreateTopic: true
          region: eu-west-1
    "
  `);
});
