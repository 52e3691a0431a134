import { Duration } from "cdk8s";
import { describe, expect, it, test } from "vitest";
import { KnativeService, Traffic, type TrafficShare } from "../../../constructs/index.ts";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { featuresOf } from "../../../src/manifests/admission/features.ts";
import { review } from "../../../src/manifests/admission/review.ts";
import { admit, DEFAULT_SETTINGS } from "../../../src/manifests/index.ts";
import { refusal, shop } from "../harness.ts";

function targets(traffic: readonly TrafficShare[]): unknown {
  const chart = shop();
  new KnativeService(chart, "orders", { image: "shop/orders:1", traffic, metadata: { name: "orders" } });
  const manifests = toManifests(chart);
  expect(admit(manifests, DEFAULT_SETTINGS)).toEqual([]);
  return manifests[0]?.manifest.spec?.traffic;
}

describe("traffic", () => {
  it("goes to the latest revision", () => {
    expect(targets(Traffic.latest())).toEqual([{ latestRevision: true, percent: 100 }]);
  });

  it("stays with one revision", () => {
    expect(targets(Traffic.pinned("v1"))).toEqual([
      { tag: "current", revisionName: "orders-v1", percent: 100 },
      { tag: "latest", latestRevision: true, percent: 0 },
    ]);
  });

  it("switches from blue to green", () => {
    const sides = { blue: "v1", green: "v2" };
    expect(targets(Traffic.blueGreen({ ...sides, live: "blue" }))).toEqual([
      { tag: "blue", revisionName: "orders-v1", percent: 100 },
      { tag: "green", revisionName: "orders-v2", percent: 0 },
    ]);
    expect(targets(Traffic.blueGreen({ ...sides, live: "green" }))).toMatchObject([{ percent: 0 }, { percent: 100 }]);
  });

  it("lets some requests try another revision", () => {
    expect(targets(Traffic.canary({ current: "orders-00001", percent: 10 }))).toEqual([
      { tag: "current", revisionName: "orders-00001", percent: 90 },
      { tag: "candidate", latestRevision: true, percent: 10 },
    ]);
  });

  it("goes back at once", () => {
    expect(targets(Traffic.rollback("v1", "v2"))).toEqual([
      { tag: "current", revisionName: "orders-v1", percent: 100 },
      { tag: "failed", revisionName: "orders-v2", percent: 0 },
    ]);
  });
});

test.each<[readonly TrafficShare[], string, string]>([
  [[], "spec.traffic", "The shares sum to 0 %."],
  [[{ revision: "v1", percent: 60 }], "spec.traffic", "The shares sum to 60 %."],
  [[{ revision: "v1", percent: 10.5 }], "spec.traffic[0].percent", "10.5 % is no share."],
  [Traffic.canary({ current: "v1", percent: 101 }), "spec.traffic[0].percent", "-1 % is no share."],
  [[{ revision: "", percent: 100 }], "spec.traffic[0].revisionName", "A share of traffic names no revision."],
  [
    [
      { revision: "v1", percent: 100, tag: "a" },
      { revision: "v2", tag: "a" },
    ],
    "spec.traffic[1].tag",
    'Two shares have the tag "a".',
  ],
])("refuses %j", (traffic, field, message) => {
  const refused = refusal(() => new KnativeService(shop(), "orders", { image: "a/b", traffic }));
  expect(refused).toMatchObject({ code: "invalid-traffic", at: { construct: "shop/orders" }, field, message });
});

test("refuses a tag that is no DNS label, and says the rule", () => {
  const traffic = [{ revision: "v1", percent: 100, tag: "1st" }];
  const { field, mend } = refusal(() => new KnativeService(shop(), "orders", { image: "a/b", traffic }));
  expect([field, mend]).toEqual(["spec.traffic[0].tag", "Use small letters, digits and hyphens."]);
});

test("a revision that is named is written with every default, so that it can be applied twice", () => {
  const chart = shop();
  new KnativeService(chart, "orders", {
    image: "shop/orders:1",
    timeout: Duration.minutes(10),
    revision: { name: "v2" },
    rollout: Duration.seconds(90),
  });
  const [only] = toManifests(chart);
  if (only === undefined) throw new Error("no object");
  const features = featuresOf(DEFAULT_SETTINGS);
  const stored = review(only.manifest, DEFAULT_SETTINGS, features).defaulted;
  expect(review(only.manifest, DEFAULT_SETTINGS, features, stored).faults).toEqual([]);
  const { metadata, spec } = only.manifest;
  expect(metadata.annotations).toMatchObject({ "serving.knative.dev/rollout-duration": "90s" });
  expect(spec?.template).toEqual({
    metadata: { name: "shop-orders-c848ac5c-v2" },
    spec: {
      timeoutSeconds: 600,
      responseStartTimeoutSeconds: 300,
      containerConcurrency: 0,
      enableServiceLinks: false,
      containers: [
        {
          image: "shop/orders:1",
          name: "user-container",
          readinessProbe: { tcpSocket: { port: 0 }, successThreshold: 1 },
          resources: {},
        },
      ],
    },
  });
});
