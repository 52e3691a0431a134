import { Duration } from "cdk8s";
import { expect, test } from "vitest";
import { defineEvent, external, JobSink, Pipeline } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const Placed = defineEvent("dev.shop.order.placed.v1");

test("renders the Job that each event starts", () => {
  const { yaml, findings } = rendered((chart) => {
    new JobSink(chart, "report", {
      image: "shop/report:1",
      args: ["--all"],
      env: { LEVEL: "info" },
      volumes: [{ name: "data", mountPath: "/data", emptyDir: {} }],
      restartPolicy: "OnFailure",
      backoffLimit: 2,
      activeDeadline: Duration.minutes(10),
      ttlAfterFinished: Duration.days(1),
      serviceAccountName: "reporter",
      imagePullSecrets: ["registry"],
      accepts: [Placed],
      metadata: { name: "report" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sinks.knative.dev/v1alpha1
    kind: JobSink
    metadata:
      annotations:
        sluice.dev/accepts: dev.shop.order.placed.v1
        sluice.dev/replies: ""
      name: report
      namespace: shop
    spec:
      job:
        spec:
          activeDeadlineSeconds: 600
          backoffLimit: 2
          template:
            spec:
              containers:
                - args:
                    - --all
                  env:
                    - name: LEVEL
                      value: info
                  image: shop/report:1
                  name: job
                  volumeMounts:
                    - mountPath: /data
                      name: data
              imagePullSecrets:
                - name: registry
              restartPolicy: OnFailure
              serviceAccountName: reporter
              volumes:
                - emptyDir: {}
                  name: data
          ttlSecondsAfterFinished: 86400
    "
  `);
});

test("is the end of a flow, as a step where it says what it takes, else by publish", () => {
  const chart = shop();
  const step = new JobSink(chart, "report", { image: "shop/report:1", accepts: [Placed] });
  const plain = new JobSink(chart, "count", { image: "shop/count:1" });
  new Pipeline(chart, "orders", {
    from: Placed,
    flow: (placed) =>
      placed.fanOut(
        (one) => one.to(step),
        (other) => other.publish(plain),
      ),
  });
  expect(step.step.replies).toEqual([]);
  expect(plain.step).toBeUndefined();
  expect(plain.object.toJson().metadata.annotations).toBeUndefined();
});

test("refuses what could never take its events, and a volume that hides them", () => {
  const Other = defineEvent("dev.shop.other.v1");
  const report = new JobSink(shop(), "report", { image: "x", accepts: [Other] });
  // @ts-expect-error -- takes something else
  const act = () => new Pipeline(shop(), "orders", { from: Placed, flow: (placed) => placed.to(report) });
  expect(refusal(act).code).toBe("step-does-not-accept");
  const volumes = [{ name: "jobsink-event", mountPath: "/events", emptyDir: {} }];
  expect(refusal(() => new JobSink(shop(), "report", { image: "x", volumes }))).toEqual({
    code: "reserved-volume",
    severity: "error",
    at: { construct: "shop/report" },
    field: "spec.job.spec.template.spec.volumes",
    message:
      'A JobSink mounts the event as the volume "jobsink-event"; with a volume of that name the event would be missing.',
    mend: "Rename the volume. The event is in the file that `K_EVENT_PATH` names.",
    source: "knative/eventing.md §11.3",
  });
});

test("replies nothing, so that nothing can follow it", () => {
  const step = new JobSink(shop(), "report", { image: "x", accepts: [Placed] });
  const next = external("next", { uri: "http://next/", accepts: [Placed] });
  // @ts-expect-error -- nothing comes back
  const act = () => new Pipeline(shop(), "orders", { from: Placed, flow: (placed) => placed.to(step).to(next) });
  expect(refusal(act).code).toBe("flow-is-over");
});
