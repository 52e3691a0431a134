import { Duration } from "cdk8s";
import { expect, test } from "vitest";
import { scaleAnnotations } from "../../../constructs/serving/scale.ts";
import { refusal } from "../harness.ts";

test("says every setting of the autoscaler as the annotation of that name", () => {
  expect(
    scaleAnnotations(
      {
        class: "kpa",
        min: 1,
        max: 9,
        initial: 2,
        activation: 3,
        metric: "concurrency",
        target: 0.5,
        targetUtilization: 80,
        burstCapacity: -1,
        window: Duration.minutes(1),
        panicWindow: 20,
        panicThreshold: 150,
        aggregation: "weighted-exponential",
        downDelay: Duration.seconds(30),
        lastPodRetention: Duration.millis(1_500),
      },
      "shop/orders",
    ),
  ).toEqual({
    "autoscaling.knative.dev/class": "kpa.autoscaling.knative.dev",
    "autoscaling.knative.dev/min-scale": "1",
    "autoscaling.knative.dev/max-scale": "9",
    "autoscaling.knative.dev/initial-scale": "2",
    "autoscaling.knative.dev/activation-scale": "3",
    "autoscaling.knative.dev/metric": "concurrency",
    "autoscaling.knative.dev/target": "0.5",
    "autoscaling.knative.dev/target-utilization-percentage": "80",
    "autoscaling.knative.dev/target-burst-capacity": "-1",
    "autoscaling.knative.dev/window": "60s",
    "autoscaling.knative.dev/panic-window-percentage": "20",
    "autoscaling.knative.dev/panic-threshold-percentage": "150",
    "autoscaling.knative.dev/metric-aggregation-algorithm": "weighted-exponential",
    "autoscaling.knative.dev/scale-down-delay": "30s",
    "autoscaling.knative.dev/scale-to-zero-pod-retention-period": "1500ms",
  });
  expect(scaleAnnotations(undefined, "shop/orders")).toEqual({});
});

test("takes another autoscaler by its whole name", () => {
  expect(scaleAnnotations({ class: "keda.example.com" }, "shop/orders")).toEqual({
    "autoscaling.knative.dev/class": "keda.example.com",
  });
});

test("refuses a window of a fraction of a second", () => {
  expect(refusal(() => scaleAnnotations({ window: Duration.millis(6_500) }, "shop/orders"))).toMatchObject({
    code: "duration-cut",
    at: { construct: "shop/orders" },
    field: "spec.template.metadata.annotations[autoscaling.knative.dev/window]",
  });
});
