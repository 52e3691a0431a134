import { App, Chart, Testing } from "cdk8s";
import { expect, test } from "vitest";
import { authoringFindings } from "../../../constructs/adapter/authoring-findings.ts";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { KnativeService } from "../../../constructs/index.ts";
import { refusal, shop } from "../harness.ts";

const ORDERS = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, labels: { app: orders } }
spec:
  replicas: 3
  template:
    metadata: { labels: { app: orders }, annotations: { team: a } }
    spec:
      containers:
        - name: app
          image: shop/orders:1
          ports: [{ containerPort: 3000 }]
          lifecycle: { preStop: { exec: { command: [sleep, "5"] } } }
`;

const LIFECYCLE = {
  code: "not-carried-over",
  severity: "warning",
  at: { construct: "shop/orders" },
  object: { apiVersion: "apps/v1", kind: "Deployment", name: "orders" },
  field: "spec.template.spec.containers[0].lifecycle",
  message: "lifecycle is not carried over: containers of a Knative Service have no place for it.",
  mend: "Knative Services take no lifecycle: start work in the program itself, and end it on SIGTERM.",
  source: "knative/serving.md CTR-3",
  notes: ["Line 14 of the Deployment's text."],
};

test("makes a service of a Deployment's text, with what the options say, and tells what is lost", () => {
  const chart = shop();
  const { service, notCarried } = KnativeService.fromDeployment(chart, "orders", ORDERS, {
    image: "shop/orders:2",
    scale: { min: 1 },
    concurrency: 5,
    visibility: "cluster-local",
    revision: { labels: { ring: "1" } },
  });
  expect(notCarried).toEqual([LIFECYCLE]);
  expect(authoringFindings(chart.node.root)).toEqual([LIFECYCLE]);
  expect(service.destination.ref?.name).toBe("orders");
  expect(toManifests(chart)[0]?.manifest).toEqual({
    apiVersion: "serving.knative.dev/v1",
    kind: "Service",
    metadata: {
      name: "orders",
      namespace: "shop",
      labels: { app: "orders", "networking.knative.dev/visibility": "cluster-local" },
    },
    spec: {
      template: {
        metadata: {
          annotations: { team: "a", "autoscaling.knative.dev/min-scale": "1" },
          labels: { app: "orders", ring: "1" },
        },
        spec: {
          containerConcurrency: 5,
          containers: [{ name: "app", image: "shop/orders:2", ports: [{ containerPort: 3000 }] }],
        },
      },
    },
  });
});

test("takes an object too, and names the revision under the service", () => {
  const chart = shop();
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "orders", namespace: "other" },
    spec: { template: { spec: { containers: [{ image: "shop/orders:1" }] } } },
  };
  const { notCarried } = KnativeService.fromDeployment(chart, "orders", deployment, { revision: { name: "v1" } });
  expect(notCarried).toEqual([]);
  const { metadata, spec } = toManifests(chart)[0]?.manifest ?? {};
  expect(metadata).toEqual({ name: "orders", namespace: "other" });
  expect(spec?.template).toEqual({
    metadata: { name: "orders-v1" },
    spec: {
      containerConcurrency: 0,
      containers: [
        {
          image: "shop/orders:1",
          name: "user-container",
          readinessProbe: { successThreshold: 1, tcpSocket: { port: 0 } },
          resources: {},
        },
      ],
      enableServiceLinks: false,
      timeoutSeconds: 300,
    },
  });
});

test.each<[string | object, string]>([
  ["apiVersion: v1\nkind: Service\nmetadata: { name: a }\n", "The text holds Service, not exactly one Deployment."],
  ["", "The text holds no object, not exactly one Deployment."],
  [`${ORDERS}---\n${ORDERS}`, "The text holds Deployment, Deployment, not exactly one Deployment."],
  [{ apiVersion: "apps/v1", kind: "StatefulSet", metadata: {}, spec: {} }, "This object is apps/v1 StatefulSet."],
  [{}, "This object is no apiVersion no kind."],
])("refuses what is no Deployment: %j", (deployment, message) => {
  expect(refusal(() => KnativeService.fromDeployment(shop(), "orders", deployment))).toEqual({
    code: "not-a-deployment",
    severity: "error",
    at: { construct: "shop/orders" },
    message,
    mend: "Give one Deployment of apps/v1, as an object or as the text of a YAML file.",
  });
});

test("refuses a text that is no YAML", () => {
  const refused = refusal(() => KnativeService.fromDeployment(shop(), "orders", "a: [b"));
  expect(refused.message).toMatch(/^The text cannot be read: /);
});

test("what is lost never stops a synth", () => {
  const chart = new Chart(new App(), "shop");
  KnativeService.fromDeployment(chart, "orders", ORDERS);
  expect(Testing.synth(chart)).toHaveLength(1);
});
