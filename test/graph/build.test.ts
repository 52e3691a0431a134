import { describe, expect, it } from "vitest";
import { buildGraph } from "../../src/graph/index.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { manifests } from "./manifests.ts";

const REPORTS = `
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: ord, namespace: reports }
spec:
  schedule: "0 16 * * *"
  contentType: application/json
  data: '{"airport":"ORD"}'
  sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: daily } }
---
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: daily, namespace: reports }
spec:
  delivery:
    retry: 5
    backoffPolicy: exponential
    backoffDelay: PT1S
    format: json
    deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: to-runner, namespace: reports }
spec:
  broker: daily
  filter: { attributes: { type: dev.knative.sources.ping } }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: runner }, uri: /run }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata:
  name: to-chart
  namespace: reports
  annotations: { sluice.dev/discards: "a, b" }
spec:
  broker: daily
  filters: [{ exact: { type: completed } }]
  delivery: { retry: 1, format: json }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: chart } }
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: runner
  namespace: reports
  annotations:
    sluice.dev/accepts: dev.knative.sources.ping@sha256-aa
    sluice.dev/replies: completed
    sluice.dev/writes-to: '[{"apiVersion":"sources.knative.dev/v1","kind":"ContainerSource","name":"bucket"}]'
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: chart, namespace: reports, annotations: { sluice.dev/replies: "" } }
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: failures, namespace: reports }
---
apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata: { name: bucket, namespace: reports, annotations: { sluice.dev/emits: stored } }
spec:
  sink: { uri: http://runner.reports.svc/elsewhere }
`;

const DOMAIN = "svc.cluster.local";

describe("buildGraph", () => {
  const graph = buildGraph(manifests(REPORTS), DEFAULT_SETTINGS);

  it("makes an endpoint of every source, Broker and Service", () => {
    expect(graph.endpoints.map(({ kind, id, url }) => ({ kind, id, url }))).toEqual([
      { kind: "source", id: "sources.knative.dev/PingSource/reports/ord", url: undefined },
      {
        kind: "broker",
        id: "eventing.knative.dev/Broker/reports/daily",
        url: `http://broker-ingress.knative-eventing.${DOMAIN}/reports/daily`,
      },
      { kind: "subscriber", id: "serving.knative.dev/Service/reports/runner", url: `http://runner.reports.${DOMAIN}` },
      { kind: "subscriber", id: "serving.knative.dev/Service/reports/chart", url: `http://chart.reports.${DOMAIN}` },
      {
        kind: "subscriber",
        id: "serving.knative.dev/Service/reports/failures",
        url: `http://failures.reports.${DOMAIN}`,
      },
      { kind: "source", id: "sources.knative.dev/ContainerSource/reports/bucket", url: undefined },
    ]);
    expect(graph.dangling).toEqual([]);
  });

  it("tells what is stated from what is unknown", () => {
    const stated = graph.endpoints.map(({ name, accepts, replies, emits }) => ({ name, accepts, replies, emits }));
    expect(stated).toEqual([
      { name: "ord", accepts: [], replies: [], emits: [{ type: "dev.knative.sources.ping" }] },
      { name: "daily", accepts: undefined, replies: [], emits: undefined },
      {
        name: "runner",
        accepts: [{ type: "dev.knative.sources.ping", schemaHash: "sha256-aa" }],
        replies: [{ type: "completed" }],
        emits: undefined,
      },
      { name: "chart", accepts: undefined, replies: [], emits: undefined },
      { name: "failures", accepts: undefined, replies: undefined, emits: undefined },
      { name: "bucket", accepts: [], replies: [], emits: [{ type: "stored" }] },
    ]);
  });

  it("gives a Trigger without delivery the Broker's whole delivery, but not its format", () => {
    const hop = graph.hops.find(({ name }) => name === "to-runner");
    const broker = { apiVersion: "eventing.knative.dev/v1", kind: "Broker", namespace: "reports", name: "daily" };
    const at = (field: string) => ({ object: broker, place: { file: "Broker/daily" }, field });
    const trigger = { apiVersion: "eventing.knative.dev/v1", kind: "Trigger", namespace: "reports", name: "to-runner" };
    const own = (field: string) => ({ object: trigger, place: { file: "Trigger/to-runner" }, field });
    expect(hop).toEqual({
      id: "eventing.knative.dev/Trigger/reports/to-runner",
      kind: "trigger",
      name: "to-runner",
      namespace: "reports",
      from: "eventing.knative.dev/Broker/reports/daily",
      to: {
        endpoint: "serving.knative.dev/Service/reports/runner",
        url: `http://runner.reports.${DOMAIN}/run`,
        origin: own("spec.subscriber.ref"),
      },
      filter: {
        attributes: { type: "dev.knative.sources.ping" },
        origin: own("spec.filter.attributes[type]"),
      },
      delivery: {
        specified: true,
        origin: at("spec.delivery"),
        retry: { value: 5, origin: at("spec.delivery.retry") },
        backoffPolicy: { value: "exponential", origin: at("spec.delivery.backoffPolicy") },
        backoffDelay: { value: "PT1S", origin: at("spec.delivery.backoffDelay") },
        deadLetterSink: {
          endpoint: "serving.knative.dev/Service/reports/failures",
          url: `http://failures.reports.${DOMAIN}`,
          origin: at("spec.delivery.deadLetterSink.ref"),
        },
      },
      carriesDelivery: true,
      reply: {
        endpoint: "eventing.knative.dev/Broker/reports/daily",
        url: `http://broker-ingress.knative-eventing.${DOMAIN}/reports/daily`,
        origin: own("spec.broker"),
      },
      discards: [],
      origin: own(""),
    });
  });

  it("takes the Broker's retry from a Trigger with any delivery, and leaves it the dead-letter sink", () => {
    const hop = graph.hops.find(({ name }) => name === "to-chart");
    expect(hop?.delivery.retry?.value).toBe(1);
    expect(hop?.delivery.backoffPolicy).toBeUndefined();
    expect(hop?.delivery.format?.value).toBe("json");
    expect(hop?.delivery.deadLetterSink?.endpoint).toBe("serving.knative.dev/Service/reports/failures");
    expect(hop?.discards).toEqual(["a", "b"]);
  });

  it("knows an object by its URL", () => {
    const hop = graph.hops.find(({ name }) => name === "bucket");
    expect(hop?.to?.endpoint).toBe("serving.knative.dev/Service/reports/runner");
    expect(hop?.to?.url).toBe("http://runner.reports.svc/elsewhere");
  });

  it("shows a store that a service writes into as a link", () => {
    expect(graph.links.map(({ from, to, label }) => ({ from, to, label }))).toEqual([
      {
        from: "serving.knative.dev/Service/reports/runner",
        to: "sources.knative.dev/ContainerSource/reports/bucket",
        label: "writes",
      },
    ]);
  });
});
