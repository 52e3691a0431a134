import { Chart, Duration, Testing } from "cdk8s";
import { describe, expect, it } from "vitest";
import { Broker, exponential, external, KnativeService, linear, Pipeline } from "../../../constructs/index.ts";
import {
  annotations,
  ChartCreated,
  ChartCreator,
  charter,
  DailyReport,
  manifests,
  newChart,
  notifier,
  QueryCompleted,
  QueryRunner,
  runner,
  schedule,
  specs,
  store,
  yaml,
} from "./harness.ts";

const failures = external("failures", { uri: "http://failures.example.com/" });

describe("a Pipeline", () => {
  it("lowers the example of the design", () => {
    const chart = newChart();
    const image = "registry.example.com/reports:1";
    const runnerService = new KnativeService(chart, "query-runner", { step: QueryRunner, image });
    const charterService = new KnativeService(chart, "chart-creator", { step: ChartCreator, image });
    new Pipeline(chart, "daily-report", {
      from: [schedule(chart)],
      delivery: { retry: 5, backoff: exponential(Duration.seconds(1)), deadLetterSink: failures },
      flow: (report) =>
        report
          .to(runnerService)
          .to(charterService, { delivery: { retry: 1 } })
          .discard(),
    });
    expect(manifests(chart).map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      "Service reports/reports-query-runner-c8b880ad",
      "Service reports/reports-chart-creator-c8c6cfa7",
      "PingSource reports/reports-ord-c8948ccf",
      "Broker reports/reports-daily-report-broker-c853de1b",
      "EventType reports/reports-daily-report-broker-c853de1b-dev-knative-sources-ping-bec0c8ab",
      "EventType reports/reports-daily-report-broker-c853de1b-dev-reports-query-completed-v1-f55836d6",
      "EventType reports/reports-daily-report-broker-c853de1b-dev-reports-chart-created-v1-b2bc4e14",
      "Trigger reports/reports-daily-report-query-runner-c8b417bf",
      "Trigger reports/reports-daily-report-chart-creator-c8b27ced",
    ]);
    expect(specs(chart, "Trigger")).toEqual({
      "daily-report-query-runner": {
        broker: "reports-daily-report-broker-c853de1b",
        filter: { attributes: { type: "dev.knative.sources.ping" } },
        subscriber: {
          ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "reports-query-runner-c8b880ad" },
        },
      },
      "daily-report-chart-creator": {
        broker: "reports-daily-report-broker-c853de1b",
        filter: { attributes: { type: "dev.reports.query.completed.v1" } },
        subscriber: {
          ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "reports-chart-creator-c8c6cfa7" },
        },
        delivery: {
          deadLetterSink: { uri: "http://failures.example.com/" },
          retry: 1,
          backoffPolicy: "exponential",
          backoffDelay: "PT1S",
        },
      },
    });
    expect(annotations(chart, "Trigger")).toEqual({
      "daily-report-query-runner": undefined,
      "daily-report-chart-creator": {
        "sluice.dev/discards": "dev.reports.chart.created.v1",
        "sluice.dev/external": '[{"uri":"http://failures.example.com/","name":"failures"}]',
      },
    });
    expect(specs(chart, "PingSource").ord?.sink).toEqual({
      ref: {
        apiVersion: "eventing.knative.dev/v1",
        kind: "Broker",
        name: "reports-daily-report-broker-c853de1b",
      },
    });
  });

  it("writes a flow of three steps with a fanOut as plain YAML", () => {
    const chart = newChart();
    new Pipeline(chart, "daily-report", {
      from: schedule(chart),
      flow: (report) =>
        report.to(runner).fanOut(
          (query) => query.to(charter).discard(),
          (query) => query.filter({ region: "eu" }).to(store, { name: "eu-store" }).discard(),
        ),
    });
    expect(yaml(chart)).toMatchInlineSnapshot(`
      "apiVersion: sources.knative.dev/v1
      kind: PingSource
      metadata:
        annotations:
          sluice.dev/emits: dev.knative.sources.ping@sha256-bec0c8ab89a1c23f57de16573aa38669aaac92e0f46702090ab73b68a0d33462
        name: reports-ord-c8948ccf
        namespace: reports
      spec:
        contentType: application/json
        data: '{"airport":"ORD"}'
        schedule: 0 16 * * *
        sink:
          ref:
            apiVersion: eventing.knative.dev/v1
            kind: Broker
            name: reports-daily-report-broker-c853de1b
      ---
      apiVersion: eventing.knative.dev/v1
      kind: Broker
      metadata:
        name: reports-daily-report-broker-c853de1b
        namespace: reports
      spec: {}
      ---
      apiVersion: eventing.knative.dev/v1beta2
      kind: EventType
      metadata:
        name: reports-daily-report-broker-c853de1b-dev-knative-sources-ping-bec0c8ab
        namespace: reports
      spec:
        reference:
          apiVersion: eventing.knative.dev/v1
          kind: Broker
          name: reports-daily-report-broker-c853de1b
        schemaData: '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"airport":{"type":"string"}},"required":["airport"]}'
        type: dev.knative.sources.ping
      ---
      apiVersion: eventing.knative.dev/v1beta2
      kind: EventType
      metadata:
        name: reports-daily-report-broker-c853de1b-dev-reports-query-completed-v1-f55836d6
        namespace: reports
      spec:
        reference:
          apiVersion: eventing.knative.dev/v1
          kind: Broker
          name: reports-daily-report-broker-c853de1b
        schemaData: '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"table":{"type":"string"}},"required":["table"]}'
        type: dev.reports.query.completed.v1
      ---
      apiVersion: eventing.knative.dev/v1beta2
      kind: EventType
      metadata:
        name: reports-daily-report-broker-c853de1b-dev-reports-chart-created-v1-b2bc4e14
        namespace: reports
      spec:
        reference:
          apiVersion: eventing.knative.dev/v1
          kind: Broker
          name: reports-daily-report-broker-c853de1b
        schemaData: '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"url":{"type":"string"}},"required":["url"]}'
        type: dev.reports.chart.created.v1
      ---
      apiVersion: eventing.knative.dev/v1beta2
      kind: EventType
      metadata:
        name: reports-daily-report-broker-c853de1b-dev-reports-table-stored-v1-923b083c
        namespace: reports
      spec:
        reference:
          apiVersion: eventing.knative.dev/v1
          kind: Broker
          name: reports-daily-report-broker-c853de1b
        schemaData: '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"path":{"type":"string"}},"required":["path"]}'
        type: dev.reports.table.stored.v1
      ---
      apiVersion: eventing.knative.dev/v1
      kind: Trigger
      metadata:
        annotations:
          sluice.dev/external: '[{"uri":"http://query-runner.example.com/","name":"query-runner","accepts":["dev.knative.sources.ping@sha256-bec0c8ab89a1c23f57de16573aa38669aaac92e0f46702090ab73b68a0d33462"],"replies":["dev.reports.query.completed.v1@sha256-f55836d6d40147c3c494d68836b5a8920a3ba721d421256c06456bc3dee72aa9"]}]'
        name: reports-daily-report-query-runner-c8b417bf
        namespace: reports
      spec:
        broker: reports-daily-report-broker-c853de1b
        filter:
          attributes:
            type: dev.knative.sources.ping
        subscriber:
          uri: http://query-runner.example.com/
      ---
      apiVersion: eventing.knative.dev/v1
      kind: Trigger
      metadata:
        annotations:
          sluice.dev/discards: dev.reports.chart.created.v1
          sluice.dev/external: '[{"uri":"http://chart-creator.example.com/","name":"chart-creator","accepts":["dev.reports.query.completed.v1@sha256-f55836d6d40147c3c494d68836b5a8920a3ba721d421256c06456bc3dee72aa9"],"replies":["dev.reports.chart.created.v1@sha256-b2bc4e14629eaf8ef61bda177aa8adbc73be9ff46d060c622432cf57b867a625"]}]'
        name: reports-daily-report-chart-creator-c8b27ced
        namespace: reports
      spec:
        broker: reports-daily-report-broker-c853de1b
        filter:
          attributes:
            type: dev.reports.query.completed.v1
        subscriber:
          uri: http://chart-creator.example.com/
      ---
      apiVersion: eventing.knative.dev/v1
      kind: Trigger
      metadata:
        annotations:
          sluice.dev/discards: dev.reports.table.stored.v1
          sluice.dev/external: '[{"uri":"http://table-store.example.com/","name":"table-store","accepts":["dev.reports.query.completed.v1@sha256-f55836d6d40147c3c494d68836b5a8920a3ba721d421256c06456bc3dee72aa9"],"replies":["dev.reports.table.stored.v1@sha256-923b083c9bcab2e3d3e07c7d9b4401688ad9f3d5e2c2f0c48fcd43052bdcb71b"]}]'
        name: reports-daily-report-eu-store-c8b36ea0
        namespace: reports
      spec:
        broker: reports-daily-report-broker-c853de1b
        filter:
          attributes:
            region: eu
            type: dev.reports.query.completed.v1
        subscriber:
          uri: http://table-store.example.com/
      "
    `);
  });

  it("takes several types by one Trigger, with every attribute a filter asks for", () => {
    const chart = newChart();
    const both = external("both", { uri: "http://both/", accepts: [QueryCompleted, ChartCreated] });
    new Pipeline(chart, "both", {
      from: [QueryCompleted, ChartCreated],
      flow: (events) => events.filter({ region: "eu", tier: "gold" }).to(both),
    });
    expect(specs(chart, "Trigger")["both"]).toEqual({
      broker: "reports-both-broker-c84698ad",
      filters: [
        {
          any: [
            { exact: { type: "dev.reports.query.completed.v1" } },
            { exact: { type: "dev.reports.chart.created.v1" } },
          ],
        },
        { exact: { region: "eu" } },
        { exact: { tier: "gold" } },
      ],
      subscriber: { uri: "http://both/" },
    });
  });

  it("narrows by a contract, or by type and attributes", () => {
    const chart = newChart();
    new Pipeline(chart, "narrowed", {
      from: [QueryCompleted, ChartCreated],
      flow: (events) =>
        events.fanOut(
          (one) => one.filter(QueryCompleted).to(charter, { name: "by-contract" }).discard(),
          (one) => one.filter({ type: "dev.reports.query.completed.v1", region: "eu" }).to(store, { name: "by-type" }),
        ),
    });
    const filters = Object.entries(specs(chart, "Trigger")).map(([name, spec]) => [name, spec?.filter]);
    expect(Object.fromEntries(filters)).toEqual({
      "narrowed-by-contract": { attributes: { type: "dev.reports.query.completed.v1" } },
      "narrowed-by-type": { attributes: { type: "dev.reports.query.completed.v1", region: "eu" } },
    });
  });

  it("lets branches come together in a step that takes what each replies", () => {
    const chart = newChart();
    const archive = external("archive", { uri: "http://archive/", accepts: [ChartCreated, QueryCompleted] });
    new Pipeline(chart, "together", {
      from: DailyReport,
      flow: (report) =>
        report.to(runner).fanOut(
          (query) => query.to(charter).to(archive),
          (query) => query.to(archive),
        ),
    });
    expect(specs(chart, "Trigger")["together-archive"]?.filters).toEqual([
      {
        any: [
          { exact: { type: "dev.reports.query.completed.v1" } },
          { exact: { type: "dev.reports.chart.created.v1" } },
        ],
      },
    ]);
  });

  it("publishes to another Pipeline, which starts from the contract", () => {
    const chart = newChart();
    const notify = new Pipeline(chart, "notify", { from: ChartCreated, flow: (created) => created.to(notifier) });
    new Pipeline(chart, "daily-report", {
      from: schedule(chart),
      flow: (report) => report.to(runner).to(charter).publish(notify),
    });
    expect(specs(chart, "Trigger")["daily-report-notify"]).toEqual({
      broker: "reports-daily-report-broker-c853de1b",
      filter: { attributes: { type: "dev.reports.chart.created.v1" } },
      subscriber: {
        ref: {
          apiVersion: "eventing.knative.dev/v1",
          kind: "Broker",
          name: notify.broker.name,
        },
      },
    });
  });

  it("gives each Trigger out for patches, by the name of its step", () => {
    const chart = newChart();
    const pipeline = new Pipeline(chart, "daily-report", { from: DailyReport, flow: (report) => report.to(runner) });
    pipeline.findTrigger("query-runner").metadata.addLabel("team", "reports");
    expect(manifests(chart).find(({ kind }) => kind === "Trigger")?.metadata.labels).toEqual({ team: "reports" });
    expect(pipeline.node.findChild("query-runner")).toBe(pipeline.findTrigger("query-runner"));
  });
});

describe("delivery", () => {
  const flow = { retry: 5, backoff: exponential(Duration.seconds(1)), deadLetterSink: failures };
  const written = {
    deadLetterSink: { uri: "http://failures.example.com/" },
    retry: 5,
    backoffPolicy: "exponential",
    backoffDelay: "PT1S",
  };
  const deliveries = (chart: Chart) =>
    Object.fromEntries(
      ["Broker", "Trigger"].flatMap((kind) =>
        Object.entries(specs(chart, kind)).map(([name, spec]) => [name, spec?.delivery]),
      ),
    );

  it("is the Broker's on a Broker of its own, and nobody else's", () => {
    const chart = newChart();
    new Pipeline(chart, "p", { from: DailyReport, delivery: flow, flow: (report) => report.to(runner).to(charter) });
    expect(deliveries(chart)).toEqual({
      "p-broker": written,
      "p-query-runner": undefined,
      "p-chart-creator": undefined,
    });
  });

  it("is whole on the Trigger of a step that differs in one field", () => {
    const chart = newChart();
    new Pipeline(chart, "p", {
      from: DailyReport,
      delivery: flow,
      flow: (report) =>
        report
          .to(runner, { delivery: { backoff: linear(Duration.millis(500)), timeout: Duration.seconds(30) } })
          .to(charter, { delivery: { retry: 5 } }),
    });
    expect(deliveries(chart)).toEqual({
      "p-broker": written,
      "p-query-runner": { ...written, backoffPolicy: "linear", backoffDelay: "PT0.5S", timeout: "PT30S" },
      // It asks for what it would get anyway.
      "p-chart-creator": undefined,
    });
  });

  it("keeps the cluster's retries for a step that names a dead-letter sink and nothing else", () => {
    const chart = newChart();
    new Pipeline(chart, "p", {
      from: DailyReport,
      flow: (report) => report.to(runner, { delivery: { deadLetterSink: failures } }),
    });
    expect(deliveries(chart)).toEqual({
      "p-broker": undefined,
      "p-query-runner": {
        deadLetterSink: { uri: "http://failures.example.com/" },
        retry: 10,
        backoffPolicy: "exponential",
        backoffDelay: "PT0.2S",
      },
    });
  });

  it("is on the Triggers where it sets a format, which a Broker ignores", () => {
    const chart = newChart();
    new Pipeline(chart, "p", {
      from: DailyReport,
      delivery: { ...flow, format: "json" },
      flow: (report) => report.to(runner),
    });
    expect(deliveries(chart)).toEqual({ "p-broker": written, "p-query-runner": { ...written, format: "json" } });
  });

  it("is whole on every Trigger of a given Broker, completed from the Broker's own", () => {
    const chart = newChart();
    const broker = new Broker(chart, "shared", {
      delivery: { retry: 2, timeout: Duration.seconds(10), deadLetterSink: failures },
    });
    new Pipeline(chart, "p", {
      from: DailyReport,
      broker,
      delivery: { backoff: exponential(Duration.seconds(1)) },
      flow: (report) => report.to(runner).to(charter, { delivery: { retry: 1 } }),
    });
    // The Broker's dead-letter sink stays in force for its Triggers by itself.
    const each = { retry: 2, backoffPolicy: "exponential", backoffDelay: "PT1S", timeout: "PT10S" };
    expect(deliveries(chart)).toMatchObject({ "p-query-runner": each, "p-chart-creator": { ...each, retry: 1 } });
  });

  it("is left to a given Broker where nobody asks for anything", () => {
    const chart = newChart();
    const broker = new Broker(chart, "shared", { delivery: { retry: 2 } });
    new Pipeline(chart, "p", { from: DailyReport, broker, flow: (report) => report.to(runner) });
    expect(deliveries(chart)).toEqual({ shared: { retry: 2 }, "p-query-runner": undefined });
  });

  it("is only what is asked on a Broker nobody here knows", () => {
    const chart = newChart();
    const broker = Broker.fromName(chart, "platform", "default");
    new Pipeline(chart, "p", {
      from: DailyReport,
      broker,
      flow: (report) => report.to(runner, { delivery: { retry: 1 } }),
    });
    expect(deliveries(chart)).toEqual({ "p-query-runner": { retry: 1 } });
  });
});

describe("a given Broker", () => {
  it("carries the flow without a Broker of the Pipeline's own", () => {
    const chart = newChart();
    const broker = new Broker(chart, "shared");
    const source = schedule(chart);
    new Pipeline(chart, "p", { from: source, broker, flow: (report) => report.to(runner).discard() });
    expect(manifests(chart).map(({ kind }) => kind)).toEqual([
      "Broker",
      "EventType",
      "EventType",
      "PingSource",
      "Trigger",
    ]);
    expect(specs(chart, "Trigger")["p-query-runner"]?.broker).toBe(broker.name);
    expect(specs(chart, "PingSource").ord?.sink).toEqual({
      ref: { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name: broker.name },
    });
  });

  it("has each contract made known once, however many Pipelines it carries", () => {
    const chart = newChart();
    const broker = new Broker(chart, "shared");
    new Pipeline(chart, "charts", { from: QueryCompleted, broker, flow: (query) => query.to(charter).discard() });
    new Pipeline(chart, "tables", { from: QueryCompleted, broker, flow: (query) => query.to(store).discard() });
    const types = manifests(chart).filter(({ kind }) => kind === "EventType");
    expect(types.map(({ spec }) => spec?.type)).toEqual([
      "dev.reports.query.completed.v1",
      "dev.reports.chart.created.v1",
      "dev.reports.table.stored.v1",
    ]);
  });

  it("that lives elsewhere is declared by every object that refers to it", () => {
    const chart = newChart();
    const broker = Broker.fromName(chart, "platform", "default");
    new Pipeline(chart, "p", { from: schedule(chart), broker, flow: (report) => report.to(runner) });
    const declaration = {
      ref: { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name: "default", namespace: "reports" },
      name: "default",
    };
    const declared = (kind: string) =>
      manifests(chart)
        .filter((manifest) => manifest.kind === kind)
        .map(({ metadata }) => JSON.parse(metadata.annotations?.["sluice.dev/external"] ?? "null"));
    expect(declared("Trigger")).toEqual([[declaration, runner.external]]);
    expect(declared("PingSource")).toEqual([[declaration]]);
  });

  it("in another namespace takes its Triggers there", () => {
    const app = Testing.app();
    const platform = new Chart(app, "platform", { namespace: "platform" });
    const chart = newChart(app);
    const broker = new Broker(platform, "shared");
    const image = "registry.example.com/reports:1";
    const service = new KnativeService(chart, "query-runner", { step: QueryRunner, image });
    new Pipeline(chart, "p", { from: schedule(chart), broker, flow: (report) => report.to(service) });
    const trigger = manifests(chart).find(({ kind }) => kind === "Trigger");
    expect(trigger?.metadata.namespace).toBe("platform");
    expect(trigger?.spec?.subscriber).toEqual({
      ref: {
        apiVersion: "serving.knative.dev/v1",
        kind: "Service",
        name: "reports-query-runner-c8b880ad",
        namespace: "reports",
      },
    });
    expect(specs(chart, "PingSource").ord?.sink).toEqual({
      ref: { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name: broker.name, namespace: "platform" },
    });
  });
});
