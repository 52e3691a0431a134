import { Duration, JsonPatch } from "cdk8s";
import { expect, test } from "vitest";
import { z } from "zod";
import { defineEvent, defineStep, KnativeService } from "../../../constructs/index.ts";
import { refusal, shop, yamlOf } from "../harness.ts";

const Placed = defineEvent("dev.shop.order.placed.v1", { data: z.object({ order: z.string() }) });
const Billed = defineEvent("dev.shop.order.billed.v1");
const Bill = defineStep("bill", { accepts: [Placed], replies: [Billed] });
const Record = defineStep("record", { accepts: [Billed] });

test("is an image behind HTTP, and says in annotations what its step takes and replies", () => {
  const yaml = yamlOf((chart) => {
    new KnativeService(chart, "bill", { step: Bill, image: "shop/bill:1" });
    new KnativeService(chart, "record", { step: Record, image: "shop/record:1" });
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: serving.knative.dev/v1
    kind: Service
    metadata:
      annotations:
        sluice.dev/accepts: dev.shop.order.placed.v1@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8
        sluice.dev/replies: dev.shop.order.billed.v1
      name: shop-bill-c86a928f
      namespace: shop
    spec:
      template:
        spec:
          containers:
            - image: shop/bill:1
    ---
    apiVersion: serving.knative.dev/v1
    kind: Service
    metadata:
      annotations:
        sluice.dev/accepts: dev.shop.order.billed.v1
        sluice.dev/replies: ""
      name: shop-record-c8583e4f
      namespace: shop
    spec:
      template:
        spec:
          containers:
            - image: shop/record:1
    "
  `);
});

test("renders every prop, and nothing that is not given", () => {
  const yaml = yamlOf((chart) => {
    new KnativeService(chart, "bill", {
      image: "shop/bill:1",
      command: ["node"],
      args: ["main.js", "--verbose"],
      env: {
        CURRENCY: "EUR",
        TOKEN: { secretKeyRef: { name: "bank", key: "token" } },
        RATE: { configMapKeyRef: { name: "rates", key: "eur", optional: true } },
      },
      imagePullPolicy: "IfNotPresent",
      imagePullSecrets: ["registry"],
      port: 9000,
      protocol: "h2c",
      resources: { requests: { cpu: "100m" }, limits: { memory: "256Mi" } },
      scale: { min: 0, max: 5, initial: 2, metric: "rps", target: 50, window: Duration.minutes(2) },
      concurrency: 1,
      timeout: Duration.minutes(1),
      visibility: "cluster-local",
      serviceAccountName: "biller",
      volumes: [
        { name: "rates", mountPath: "/rates", configMap: { name: "rates" } },
        { name: "data", mountPath: "/data", persistentVolumeClaim: { claimName: "data" }, readOnly: false },
        { name: "data", mountPath: "/cache", subPath: "cache", persistentVolumeClaim: { claimName: "data" } },
      ],
      revision: { labels: { team: "money" }, annotations: { "shop.example.com/ring": "2" } },
      writesTo: [
        { ref: { apiVersion: "sources.knative.dev/v1", kind: "ContainerSource", name: "bucket", namespace: "shop" } },
        { ref: { apiVersion: "sources.knative.dev/v1", kind: "ContainerSource", name: "bucket", namespace: "other" } },
      ],
      local: { module: "./bill.ts" },
      metadata: { name: "bill", labels: { app: "shop" }, annotations: { owner: "money" } },
    });
  });
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: serving.knative.dev/v1
    kind: Service
    metadata:
      annotations:
        owner: money
        sluice.dev/writes-to: '[{"apiVersion":"sources.knative.dev/v1","kind":"ContainerSource","name":"bucket"},{"apiVersion":"sources.knative.dev/v1","kind":"ContainerSource","name":"bucket","namespace":"other"}]'
      labels:
        app: shop
        networking.knative.dev/visibility: cluster-local
      name: bill
      namespace: shop
    spec:
      template:
        metadata:
          annotations:
            autoscaling.knative.dev/initial-scale: "2"
            autoscaling.knative.dev/max-scale: "5"
            autoscaling.knative.dev/metric: rps
            autoscaling.knative.dev/min-scale: "0"
            autoscaling.knative.dev/target: "50"
            autoscaling.knative.dev/window: 120s
            shop.example.com/ring: "2"
          labels:
            team: money
        spec:
          containerConcurrency: 1
          containers:
            - args:
                - main.js
                - --verbose
              command:
                - node
              env:
                - name: CURRENCY
                  value: EUR
                - name: TOKEN
                  valueFrom:
                    secretKeyRef:
                      key: token
                      name: bank
                - name: RATE
                  valueFrom:
                    configMapKeyRef:
                      key: eur
                      name: rates
                      optional: true
              image: shop/bill:1
              imagePullPolicy: IfNotPresent
              ports:
                - containerPort: 9000
                  name: h2c
              resources:
                limits:
                  memory: 256Mi
                requests:
                  cpu: 100m
              volumeMounts:
                - mountPath: /rates
                  name: rates
                - mountPath: /data
                  name: data
                  readOnly: false
                - mountPath: /cache
                  name: data
                  subPath: cache
          imagePullSecrets:
            - name: registry
          serviceAccountName: biller
          timeoutSeconds: 60
          volumes:
            - configMap:
                name: rates
              name: rates
            - name: data
              persistentVolumeClaim:
                claimName: data
    "
  `);
});

test("can be patched where a prop is missing", () => {
  const yaml = yamlOf((chart) => {
    const service = new KnativeService(chart, "bill", { image: "shop/bill:1" });
    service.object.addJsonPatch(JsonPatch.add("/spec/template/spec/enableServiceLinks", true));
  });
  expect(yaml).toContain("enableServiceLinks: true");
});

test("is a destination by its name, in its own namespace", () => {
  const service = new KnativeService(shop(), "bill", {
    image: "shop/bill:1",
    metadata: { name: "bill", namespace: "money" },
  });
  expect(service.destination).toEqual({
    ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "bill", namespace: "money" },
  });
});

test("refuses a name that is no host name, given or generated, and says the rule", () => {
  const mend =
    "Use a DNS label: lower-case letters, digits and dashes, starting with a letter, at most 63 characters; " +
    "set it with `metadata: { name }`, or change the construct's id.";
  const rest = {
    code: "invalid-name",
    severity: "error",
    field: "metadata.name",
    mend,
    source: "knative/serving.md §3.1",
  };
  const image = "shop/bill:1";
  expect(refusal(() => new KnativeService(shop(), "bill", { image, metadata: { name: "Bill_1" } }))).toEqual({
    ...rest,
    at: { construct: "shop/bill" },
    message: 'A Service cannot be named "Bill_1".',
  });
  expect(refusal(() => new KnativeService(shop(), "bill.v1", { image })).message).toMatch(
    /^A Service cannot be named "shop-bill\.v1-[0-9a-f]{8}"\.$/,
  );
});

test("refuses a timeout of a fraction of a second", () => {
  const timeout = Duration.millis(1_500);
  expect(refusal(() => new KnativeService(shop(), "bill", { image: "x", timeout }))).toMatchObject({
    code: "duration-cut",
    at: { construct: "shop/bill" },
    field: "spec.template.spec.timeoutSeconds",
  });
});

test("by name of one deployed elsewhere makes no object, and declares itself where it is referred to", () => {
  const chart = shop();
  const billing = KnativeService.fromName(chart, "billing", "billing", { step: Bill, namespace: "money" });
  const ref = { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "billing", namespace: "money" };
  expect(billing.destination).toEqual({ ref });
  expect(billing.step).toBe(Bill);
  expect(billing.external).toEqual({
    ref,
    name: "billing",
    accepts: [`dev.shop.order.placed.v1@${Placed.schemaHash}`],
    replies: ["dev.shop.order.billed.v1"],
  });
  expect(KnativeService.fromName(chart, "unknown", "unknown").external).toEqual({
    ref: { ...ref, name: "unknown", namespace: "shop" },
    name: "unknown",
  });
  expect(refusal(() => KnativeService.fromName(chart, "bad", "1bad")).code).toBe("invalid-name");
});
