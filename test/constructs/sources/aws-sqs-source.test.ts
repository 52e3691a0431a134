import { expect, test } from "vitest";
import { AwsSqsSource, Broker, external, pingEvent } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const queueUrl = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders";

test("renders its queue with a plain reference for a sink, and a warning that it is dead", () => {
  const { yaml, findings } = rendered((chart) => {
    new AwsSqsSource(chart, "orders", {
      queueUrl,
      awsCredsSecret: { name: "aws", key: "credentials" },
      annotations: { "iam.amazonaws.com/role": "reader" },
      serviceAccountName: "reader",
      sink: new Broker(chart, "events", { metadata: { name: "events" } }),
      metadata: { name: "orders" },
    });
  });
  expect(findings).toEqual(["warning unmaintained-kind kind"]);
  expect(yaml.split("---\n").at(-1)).toMatchInlineSnapshot(`
    "apiVersion: sources.knative.dev/v1alpha1
    kind: AwsSqsSource
    metadata:
      annotations:
        sluice.dev/emits: aws.sqs.message
      name: orders
      namespace: shop
    spec:
      annotations:
        iam.amazonaws.com/role: reader
      awsCredsSecret:
        key: credentials
        name: aws
      queueUrl: https://sqs.eu-west-1.amazonaws.com/123456789012/orders
      serviceAccountName: reader
      sink:
        apiVersion: eventing.knative.dev/v1
        kind: Broker
        name: events
    "
  `);
});

test("refuses a URL for a sink, and to claim what it does not send", () => {
  const sink = external("ledger", { uri: "http://ledger.example.com/" });
  expect(refusal(() => new AwsSqsSource(shop(), "orders", { queueUrl, sink }))).toEqual({
    code: "sink-needs-object",
    severity: "error",
    at: { construct: "shop/orders" },
    field: "spec.sink",
    message: 'This AwsSqsSource sends to an object of the cluster, and cannot send to "http://ledger.example.com/".',
    mend: "Send to a Broker or Channel, and let the URL be a subscriber.",
    source: "knative/sources.md §7.1, §8",
  });
  // @ts-expect-error -- another type
  expect(refusal(() => new AwsSqsSource(shop(), "o", { queueUrl, event: pingEvent() })).code).toBe(
    "impossible-emission",
  );
});
