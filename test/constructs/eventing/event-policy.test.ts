import { expect, test } from "vitest";
import { Broker, EventPolicy, external, PingSource } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const enabled = { eventingFeatures: { "authentication-oidc": "enabled" } };

test("renders what it guards, who may send, and what", () => {
  const build = (chart: ReturnType<typeof shop>) => {
    const broker = new Broker(chart, "orders", { metadata: { name: "orders" } });
    const sink = external("ledger", { uri: "http://ledger/" });
    const source = new PingSource(chart, "tick", {
      schedule: "* * * * *",
      sink,
      metadata: { name: "tick", namespace: "clock" },
    });
    new EventPolicy(chart, "policy", {
      to: [
        broker,
        { selector: { apiVersion: "messaging.knative.dev/v1", kind: "Channel", matchLabels: { app: "shop" } } },
      ],
      from: [source, "system:serviceaccount:shop:*"],
      filters: [{ prefix: { type: "dev.shop." } }],
      metadata: { name: "policy" },
    });
  };
  const { yaml, findings } = rendered(build, enabled);
  expect(findings).toEqual([]);
  expect(yaml.split("---\n").at(-1)).toMatchInlineSnapshot(`
    "apiVersion: eventing.knative.dev/v1alpha1
    kind: EventPolicy
    metadata:
      name: policy
      namespace: shop
    spec:
      filters:
        - prefix:
            type: dev.shop.
      from:
        - ref:
            apiVersion: sources.knative.dev/v1
            kind: PingSource
            name: tick
            namespace: clock
        - sub: system:serviceaccount:shop:*
      to:
        - ref:
            apiVersion: eventing.knative.dev/v1
            kind: Broker
            name: orders
        - selector:
            apiVersion: messaging.knative.dev/v1
            kind: Channel
            matchLabels:
              app: shop
    "
  `);
  expect(rendered(build).findings).toEqual(["error event-policy"]);
});

test("refuses to guard what is in another namespace", () => {
  const chart = shop();
  const broker = Broker.fromName(chart, "default", "default", { namespace: "platform" });
  expect(refusal(() => new EventPolicy(chart, "policy", { to: [broker] }))).toEqual({
    code: "policy-elsewhere",
    severity: "error",
    at: { construct: "shop/policy" },
    field: "spec.to",
    message:
      'This EventPolicy is in the namespace "shop", and the Broker "default" in "platform": it would guard nothing there.',
    mend: 'Make the policy in "platform": `metadata: { namespace: "platform" }`.',
    source: "knative/eventing.md §4.9",
  });
});
