import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Chart, Duration } from "cdk8s";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  Broker,
  defineEvent,
  exponential,
  external,
  type Flow,
  type FlowEnd,
  KnativeService,
  Pipeline,
  type PipelineProps,
} from "../../../constructs/index.ts";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { checkApp } from "../../../src/checks/index.ts";
import type { Manifest } from "../../../src/manifests/manifest.ts";
import { DEFAULT_SETTINGS } from "../../../src/manifests/settings.ts";
import { parseRouteTable } from "../../../src/routes/index.ts";
import { loadCompilers, needsOf, prepareTable } from "../../../src/shim/index.ts";
import {
  ChartCreated,
  ChartCreator,
  charter,
  DailyReport,
  faultOf,
  manifests,
  newChart,
  notifier,
  Notifier,
  QueryRunner,
  runner,
  schedule,
  TableStore,
  yaml,
} from "./harness.ts";

const failures = external("failures", { uri: "http://failures.example.com/" });
const archive = external("archive", { uri: "http://archive.example.com/" });
const delivery = {
  retry: 2,
  backoff: exponential(Duration.seconds(1)),
  timeout: Duration.seconds(5),
  deadLetterSink: failures,
};
const shim = { image: "registry.example.com/sluice/shim:1" };

let bundle = "";
beforeAll(() => {
  bundle = mkdtempSync(join(tmpdir(), "sluice-bundle-"));
  writeFileSync(join(bundle, "sluice-shim.mjs"), "// the shim\n");
  writeFileSync(join(bundle, "jsonata.mjs"), "// jsonata\n");
});
afterAll(() => rmSync(bundle, { recursive: true }));

/** The services of the flow below, deployed in its chart. */
function services(chart: Chart) {
  const image = "registry.example.com/reports/step:1";
  return {
    runner: new KnativeService(chart, "query-runner", { step: QueryRunner, image }),
    charter: new KnativeService(chart, "chart-creator", { step: ChartCreator, image }),
    store: new KnativeService(chart, "table-store", { step: TableStore, image }),
    notifier: new KnativeService(chart, "notifier", { step: Notifier, image }),
  };
}

/** A flow with every verb that another target lacks. */
function reports(chart: Chart, props: Omit<PipelineProps, "flow" | "from">): Pipeline {
  const { runner, charter, store, notifier } = services(chart);
  const flow = (report: Flow<typeof DailyReport>): FlowEnd =>
    report.to(runner).switch(
      (on) =>
        on
          .case({ data: { "/table": ["big", "huge"] } }, (query) => query.to(store).discard())
          .case({ region: "eu" }, (query) => query.to(charter).to(notifier))
          .otherwise((query) =>
            query.map(ChartCreated, { jsonata: '{ "url": $string(data.table) }' }).publish(archive),
          ),
      { name: "by-size" },
    );
  return new Pipeline(chart, "daily-report", { ...props, from: schedule(chart), flow });
}

function objects(chart: Chart, kind: string): readonly Manifest[] {
  return manifests(chart).filter((manifest) => manifest.kind === kind);
}

/** What our admission and checks find in the whole app. */
function findings(chart: Chart) {
  return checkApp(toManifests(chart), DEFAULT_SETTINGS).diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

describe("a Pipeline on the target shim", () => {
  it("writes one Service with the flow in it, as plain YAML", () => {
    const chart = newChart();
    reports(chart, { target: "shim", delivery, shim: { bundle } });
    const service = yaml(chart)
      .split("---\n")
      .filter((document) => document.includes("SLUICE_ROUTES") || document.includes("kind: ConfigMap"))
      .map((document) => document.replace(/^ {4}sluice\.dev\/(accepts|emits|sends|external): .*\n/gm, ""));
    expect(service.join("---\n")).toMatchInlineSnapshot(`
      "apiVersion: serving.knative.dev/v1
      kind: Service
      metadata:
        annotations:
          sluice.dev/replies: ""
        labels:
          networking.knative.dev/visibility: cluster-local
        name: reports-daily-report-shim-c80dfd14
        namespace: reports
      spec:
        template:
          metadata:
            annotations:
              autoscaling.knative.dev/max-scale: "10"
              autoscaling.knative.dev/min-scale: "1"
              sluice.dev/route-table: sha256-50d48f698a1881ceead8b02a7d5e8d7732f4b55999f05e85cfd5f90c67291b7a
          spec:
            containers:
              - command:
                  - node
                  - /sluice/sluice-shim.mjs
                env:
                  - name: SLUICE_ROUTES
                    value: '{"version":1,"name":"reports-daily-report-shim-c80dfd14","destinations":{"failures":{"url":"http://failures.example.com/"},"query-runner":{"url":"http://reports-query-runner-c8b880ad.reports.svc.cluster.local"},"table-store":{"url":"http://reports-table-store-c86f9620.reports.svc.cluster.local"},"chart-creator":{"url":"http://reports-chart-creator-c8c6cfa7.reports.svc.cluster.local"},"notifier":{"url":"http://reports-notifier-c873f95f.reports.svc.cluster.local"},"archive":{"url":"http://archive.example.com/"}},"routes":{"/":{"mode":"fuse","budgetMs":298000,"delivery":{"retry":2,"backoffPolicy":"exponential","backoffDelay":"PT1S","timeout":"PT5S","deadLetterSink":"failures"},"flow":[{"to":"query-runner","name":"query-runner"},{"switch":[{"name":"table-big-huge","when":{"data":{"/table":["big","huge"]}},"flow":[{"to":"table-store","name":"table-store"},{"discard":true}]},{"name":"region-eu","when":{"filters":[{"exact":{"region":"eu"}}]},"flow":[{"to":"chart-creator","name":"chart-creator"},{"to":"notifier","name":"notifier"},{"discard":true}]}],"otherwise":[{"map":{"jsonata":"{ \\"url\\": \\u0024string(data.table) }","attributes":{"type":"dev.reports.chart.created.v1"}},"name":"map-to-dev-reports-chart-created-v1-after-3cc258fd"},{"publish":"archive","name":"archive"}],"name":"by-size"}]}}}'
                  - name: SLUICE_GRACE_MS
                    value: "298000"
                image: docker.io/library/node:22-alpine
                livenessProbe:
                  httpGet:
                    path: /healthz
                readinessProbe:
                  httpGet:
                    path: /readyz
                resources:
                  limits:
                    memory: 512Mi
                  requests:
                    cpu: 100m
                    memory: 128Mi
                securityContext:
                  allowPrivilegeEscalation: false
                  capabilities:
                    drop:
                      - ALL
                  readOnlyRootFilesystem: true
                  runAsNonRoot: true
                  runAsUser: 1000
                  seccompProfile:
                    type: RuntimeDefault
                volumeMounts:
                  - mountPath: /sluice
                    name: sluice-shim
                    readOnly: true
            timeoutSeconds: 300
            volumes:
              - configMap:
                  name: sluice-shim-dbb4fb0480d1
                name: sluice-shim
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: sluice-shim-dbb4fb0480d1
        namespace: reports
      data:
        jsonata.mjs: |
          // jsonata
        sluice-shim.mjs: |
          // the shim
      immutable: true
      "
    `);
  });

  it("is sent to by its sources, and accepted by Knative's rules and the checks", () => {
    const chart = newChart();
    reports(chart, { target: "shim", delivery, shim });
    const [source] = objects(chart, "PingSource");
    expect(source?.spec?.["sink"]).toEqual({
      ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "reports-daily-report-shim-c80dfd14" },
    });
    expect(findings(chart)).toEqual([]);
  });

  it("has a table that the shim itself prepares, expressions and all", async () => {
    const chart = newChart();
    reports(chart, { target: "shim", delivery, shim });
    const object = objects(chart, "Service").find(({ metadata }) => metadata.name?.includes("shim"));
    const spec = object?.spec as
      | {
          readonly template: {
            readonly spec: { readonly containers: readonly { env: readonly { value: string }[] }[] };
          };
        }
      | undefined;
    const { table, diagnostics } = parseRouteTable(spec?.template.spec.containers[0]?.env[0]?.value ?? "");
    expect(diagnostics).toEqual([]);
    if (table === undefined) return;
    expect(prepareTable(table, await loadCompilers(table, { now: () => 0 })).diagnostics).toEqual([]);
    expect(needsOf(table)).toEqual({ jsonata: true, schemas: false });
  });

  it("stands behind a Trigger of a given Broker", () => {
    const chart = newChart();
    reports(chart, { target: "shim", delivery, shim, broker: new Broker(chart, "shared") });
    const [trigger] = objects(chart, "Trigger");
    expect(trigger?.spec).toMatchObject({
      filter: { attributes: { type: DailyReport.type } },
      delivery: { retry: 2, timeout: "PT300S" },
    });
    expect(objects(chart, "PingSource")[0]?.spec?.["sink"]).toMatchObject({ ref: { kind: "Broker" } });
    expect(findings(chart)).toEqual([]);
  });

  it("has one ConfigMap in its namespace for all shims that run the same files", () => {
    const chart = newChart();
    const { runner } = services(chart);
    for (const id of ["one", "two"]) {
      new Pipeline(chart, id, {
        target: "shim",
        shim: { bundle },
        from: DailyReport,
        flow: (event) => event.to(runner),
      });
    }
    expect(objects(chart, "ConfigMap").map(({ data, immutable }) => [data, immutable])).toEqual([
      [{ "sluice-shim.mjs": "// the shim\n" }, true],
    ]);
    const second = new Chart(chart.node.root as never, "second", { namespace: "reports" });
    new Pipeline(second, "three", {
      target: "shim",
      shim: { bundle },
      from: DailyReport,
      flow: (event) => event.to(runner),
    });
    expect(objects(second, "ConfigMap")).toEqual([]);
  });

  it("changes its revision with the flow, and nothing else", () => {
    const written = (change: boolean) => {
      const chart = newChart();
      const { runner, store, charter, notifier } = services(chart);
      new Pipeline(chart, "daily-report", {
        target: "shim",
        shim,
        from: schedule(chart),
        flow: (event) => {
          const query = event.to(runner);
          return change ? query.to(store) : query.to(charter).to(notifier);
        },
      });
      return new Map(manifests(chart).map((object) => [`${object.kind} ${object.metadata.name}`, object]));
    };
    const [before, after] = [written(false), written(true)];
    const changed = [...after].filter(([name, object]) => JSON.stringify(before.get(name)) !== JSON.stringify(object));
    expect(changed.map(([name]) => name).filter((name) => !name.startsWith("EventType"))).toEqual([
      "Service reports-daily-report-shim-c80dfd14",
    ]);
  });

  it("runs within the time and bounds it is given", () => {
    const chart = newChart();
    reports(chart, {
      target: "shim",
      delivery,
      shim: {
        ...shim,
        timeout: Duration.minutes(10),
        scale: { min: 0, max: 3 },
        resources: { limits: { memory: "1Gi" } },
        env: { SLUICE_LOG: "info" },
      },
    });
    const service = objects(chart, "Service").find(({ metadata }) => metadata.name?.includes("shim"));
    expect(service?.spec).toMatchObject({
      template: {
        metadata: {
          annotations: { "autoscaling.knative.dev/min-scale": "0", "autoscaling.knative.dev/max-scale": "3" },
        },
        spec: {
          timeoutSeconds: 600,
          containers: [
            {
              env: [
                { name: "SLUICE_ROUTES" },
                { name: "SLUICE_GRACE_MS", value: "598000" },
                { name: "SLUICE_LOG", value: "info" },
              ],
              resources: { limits: { memory: "1Gi" } },
            },
          ],
        },
      },
    });
  });

  it("needs its files, and a namespace to know where to send", () => {
    const chart = newChart();
    expect(faultOf(() => reports(chart, { target: "shim", delivery, shim: { bundle: "nowhere" } }))).toEqual({
      code: "no-shim-bundle",
      severity: "error",
      at: { construct: "reports/daily-report" },
      message: "The shim's file sluice-shim.mjs is not in nowhere.",
      mend: "Build the package (`npm run build`), or name an image that holds the shim: `shim: { image }`.",
    });
    const nowhere = new Chart(chart.node.root as never, "nowhere");
    expect(faultOf(() => reports(nowhere, { target: "shim", delivery, shim }))).toMatchObject({
      code: "address-only-the-cluster-knows",
      message:
        'A shim sends by URL, and that of "query-runner" is not known before it is deployed: its namespace is left to the apply.',
    });
  });
});

describe('a Pipeline with shim: "where-needed"', () => {
  const needed = { use: "where-needed", ...shim } as const;

  it("keeps its Broker, and takes a switch that looks at data into a shim, which says why it is there", () => {
    const chart = newChart();
    const pipeline = reports(chart, { delivery, shim: needed });
    expect(objects(chart, "Trigger").map(({ spec }) => spec)).toMatchObject([
      { filter: { attributes: { type: DailyReport.type } } },
      {
        filter: { attributes: { type: "dev.reports.query.completed.v1" } },
        subscriber: { ref: { kind: "Service", name: pipeline.findObject("chart-creator").name } },
        delivery: { retry: 2, timeout: "PT300S" },
      },
    ]);
    expect(pipeline.findObject("chart-creator").toJson().metadata.annotations["sluice.dev/inserted-because"]).toBe(
      'case "table-big-huge" looks at data, and the filters of a Broker see attributes only',
    );
    expect(findings(chart)).toEqual([]);
  });

  it.for(["flows", "channels"] as const)("puts a switch of the target %s into a shim of its own", (target) => {
    const chart = newChart();
    const pipeline = reports(chart, { target, delivery, shim: needed });
    expect(pipeline.findObject("notifier").kind).toBe("Service");
    expect(pipeline.findObject("query-runner").kind).toBe(target === "flows" ? "Sequence" : "Subscription");
    expect(findings(chart)).toEqual([]);
  });

  it.for(["broker", "flows", "channels"] as const)("makes a map a step that replies the new event (%s)", (target) => {
    const chart = newChart();
    const pipeline = new Pipeline(chart, "daily-report", {
      target,
      delivery,
      shim: needed,
      from: schedule(chart),
      flow: (event) => event.map(ChartCreated, { jsonata: '{ "url": data.airport }', name: "view" }).to(notifier),
    });
    const service = objects(chart, "Service").find(({ metadata }) => metadata.name?.includes("view-shim"));
    expect(service?.metadata.annotations).toMatchObject({
      "sluice.dev/replies": expect.stringMatching(/^dev\.reports\.chart\.created\.v1@sha256-/),
      "sluice.dev/inserted-because": `map "view" makes "dev.reports.chart.created.v1" of an event, which target "${target}" cannot`,
    });
    expect(pipeline.findObject("view").kind).toBe(
      { broker: "Trigger", flows: "Sequence", channels: "Subscription" }[target],
    );
    expect(findings(chart)).toEqual([]);
  });

  it("makes a filter on channels a step that replies what passes, and leaves it to a Broker's own filter", () => {
    const flow = (chart: Chart, target: "broker" | "channels") =>
      new Pipeline(chart, "daily-report", {
        target,
        delivery,
        shim: needed,
        from: schedule(chart),
        flow: (event) => event.filter({ region: "eu" }).to(runner).discard(),
      });
    const channels = newChart();
    expect(flow(channels, "channels").findObject("filter-region-eu").kind).toBe("Subscription");
    expect(findings(channels)).toEqual([]);
    const broker = newChart();
    flow(broker, "broker");
    expect(objects(broker, "Service").filter(({ metadata }) => metadata.name?.includes("shim"))).toEqual([]);
  });

  it("leaves to a Broker a switch that its filters tell apart", () => {
    const chart = newChart();
    const Started = defineEvent("dev.reports.started.v1");
    new Pipeline(chart, "daily-report", {
      delivery,
      shim: needed,
      from: [schedule(chart), Started],
      flow: (event) =>
        event.switch((on) =>
          on.case(Started, (one) => one.discard()).otherwise((one) => one.to(runner).to(charter).discard()),
        ),
    });
    expect(objects(chart, "Service").filter(({ metadata }) => metadata.name?.includes("shim"))).toEqual([]);
  });

  it("is refused without the option, and the option where there is nothing to need it", () => {
    expect(faultOf(() => reports(newChart(), { delivery }))).toMatchObject({
      code: "switch-needs-shim",
      at: { construct: "reports/daily-report/by-size" },
      mend: 'Set `shim: "where-needed"`, which puts a small service there; or use `target: "shim"`.',
      notes: [expect.stringContaining("map-needs-shim")],
    });
    expect(faultOf(() => reports(newChart(), { delivery, shim }))).toEqual({
      code: "prop-of-another-target",
      severity: "error",
      at: { construct: "reports/daily-report" },
      message: '`shim` says how shims run, and this Pipeline\'s target "broker" has none.',
      mend: 'Add `use: "where-needed"` to it, set `target: "shim"`, or leave it out.',
    });
  });

  it("refuses what runs in a shim for longer than the shim may take", () => {
    expect(faultOf(() => reports(newChart(), { delivery: { ...delivery, retry: 30 }, shim: needed }))).toMatchObject({
      code: "flow-outlasts-its-sender",
      at: { construct: "reports/daily-report/by-size" },
    });
  });
});
