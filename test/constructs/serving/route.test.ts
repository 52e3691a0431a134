import { Duration } from "cdk8s";
import { expect, test } from "vitest";
import { Configuration, defineEvent, defineStep, Revision, Route } from "../../../constructs/index.ts";
import { refusal, shop, yamlOf } from "../harness.ts";

const Placed = defineEvent("dev.shop.order.placed.v1");
const Bill = defineStep("bill", { accepts: [Placed] });

test("shares requests between Configurations and revisions, by construct or by name", () => {
  const yaml = yamlOf((chart) => {
    const configuration = new Configuration(chart, "bill", { image: "shop/bill:1", metadata: { name: "bill" } });
    new Route(chart, "road", {
      step: Bill,
      traffic: [
        { to: configuration, percent: 70 },
        { to: Revision.fromName(chart, "old", "bill-00003"), percent: 20, tag: "old" },
        { to: { configuration: "bill-eu" }, percent: 10 },
        { to: { revision: "bill-eu-00001" }, tag: "eu" },
      ],
      rollout: Duration.minutes(5),
      visibility: "cluster-local",
      metadata: { name: "road" },
    });
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: serving.knative.dev/v1
    kind: Configuration
    metadata:
      name: bill
      namespace: shop
    spec:
      template:
        spec:
          containers:
            - image: shop/bill:1
    ---
    apiVersion: serving.knative.dev/v1
    kind: Route
    metadata:
      annotations:
        serving.knative.dev/rollout-duration: 300s
        sluice.dev/accepts: dev.shop.order.placed.v1
        sluice.dev/replies: ""
      labels:
        networking.knative.dev/visibility: cluster-local
      name: road
      namespace: shop
    spec:
      traffic:
        - configurationName: bill
          percent: 70
        - percent: 20
          revisionName: bill-00003
          tag: old
        - configurationName: bill-eu
          percent: 10
        - percent: 0
          revisionName: bill-eu-00001
          tag: eu
    "
  `);
});

test("is a destination by its name", () => {
  const route = new Route(shop(), "road", {
    traffic: [{ to: { configuration: "bill" }, percent: 100 }],
    metadata: { name: "road" },
  });
  expect(route.destination).toEqual({
    ref: { apiVersion: "serving.knative.dev/v1", kind: "Route", name: "road", namespace: "shop" },
  });
});

test("refuses shares that are not a hundred, and a revision that cannot have that name", () => {
  const traffic = [{ to: { configuration: "bill" }, percent: 90 }];
  expect(refusal(() => new Route(shop(), "road", { traffic }))).toEqual({
    code: "invalid-traffic",
    severity: "error",
    at: { construct: "shop/road" },
    field: "spec.traffic",
    message: "The shares sum to 90 %.",
    mend: "Make them sum to 100; one without percent counts 0.",
    source: "knative/serving.md §3.9",
  });
  expect(refusal(() => Revision.fromName(shop(), "old", "Bill_1")).code).toBe("invalid-name");
});
