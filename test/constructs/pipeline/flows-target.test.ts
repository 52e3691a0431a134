import { Duration } from "cdk8s";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AnyContract,
  Broker,
  defineEvent,
  defineStep,
  exponential,
  external,
  type Flow,
  type FlowEnd,
  InMemoryChannel,
  Pipeline,
} from "../../../constructs/index.ts";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { checkApp } from "../../../src/checks/index.ts";
import { DEFAULT_SETTINGS } from "../../../src/manifests/settings.ts";
import {
  annotations,
  at,
  charter,
  DailyReport,
  faultOf,
  manifests,
  newChart,
  notifier,
  QueryCompleted,
  runner,
  schedule,
  specs,
  store,
  yaml,
} from "./harness.ts";

const failures = external("failures", { uri: "http://failures.example.com/" });
const delivery = { retry: 5, backoff: exponential(Duration.seconds(1)), deadLetterSink: failures };

describe("a Pipeline on the target flows", () => {
  it("writes a flow of four steps with a fanOut as plain YAML", () => {
    const chart = newChart();
    new Pipeline(chart, "daily-report", {
      target: "flows",
      from: schedule(chart),
      delivery: { ...delivery, timeout: Duration.seconds(30) },
      flow: (report) =>
        report.to(runner).fanOut(
          (query) => query.to(charter, { delivery: { retry: 1 } }).to(notifier),
          (query) => query.to(store).discard(),
        ),
    });
    const flows = yaml(chart)
      .split("---\n")
      .filter((document) => !document.includes("kind: EventType"))
      .map((document) => document.replace(/^ {4}sluice\.dev\/(external|emits): .*\n/gm, ""));
    expect(flows.join("---\n")).toMatchInlineSnapshot(`
      "apiVersion: sources.knative.dev/v1
      kind: PingSource
      metadata:
        annotations:
        name: reports-ord-c8948ccf
        namespace: reports
      spec:
        contentType: application/json
        data: '{"airport":"ORD"}'
        schedule: 0 16 * * *
        sink:
          ref:
            apiVersion: flows.knative.dev/v1
            kind: Sequence
            name: reports-daily-report-steps-c8747fa8
      ---
      apiVersion: flows.knative.dev/v1
      kind: Sequence
      metadata:
        annotations:
        name: reports-daily-report-steps-c8747fa8
        namespace: reports
      spec:
        channelTemplate:
          apiVersion: messaging.knative.dev/v1
          kind: InMemoryChannel
        reply:
          ref:
            apiVersion: flows.knative.dev/v1
            kind: Parallel
            name: reports-daily-report-branches-c83ca49a
        steps:
          - delivery:
              backoffDelay: PT1S
              backoffPolicy: exponential
              deadLetterSink:
                uri: http://failures.example.com/
              retry: 5
              timeout: PT30S
            uri: http://query-runner.example.com/
      ---
      apiVersion: flows.knative.dev/v1
      kind: Parallel
      metadata:
        annotations:
          sluice.dev/discards: dev.reports.table.stored.v1
        name: reports-daily-report-branches-c83ca49a
        namespace: reports
      spec:
        branches:
          - delivery:
              backoffDelay: PT1S
              backoffPolicy: exponential
              deadLetterSink:
                uri: http://failures.example.com/
              retry: 1
              timeout: PT30S
            reply:
              ref:
                apiVersion: flows.knative.dev/v1
                kind: Sequence
                name: reports-daily-report-steps-after-chart-creator-c8e167c5
            subscriber:
              uri: http://chart-creator.example.com/
          - delivery:
              backoffDelay: PT1S
              backoffPolicy: exponential
              deadLetterSink:
                uri: http://failures.example.com/
              retry: 5
              timeout: PT30S
            subscriber:
              uri: http://table-store.example.com/
        channelTemplate:
          apiVersion: messaging.knative.dev/v1
          kind: InMemoryChannel
          spec:
            delivery:
              backoffDelay: PT1S
              backoffPolicy: exponential
              deadLetterSink:
                uri: http://failures.example.com/
              retry: 5
      ---
      apiVersion: flows.knative.dev/v1
      kind: Sequence
      metadata:
        annotations:
        name: reports-daily-report-steps-after-chart-creator-c8e167c5
        namespace: reports
      spec:
        channelTemplate:
          apiVersion: messaging.knative.dev/v1
          kind: InMemoryChannel
        steps:
          - delivery:
              backoffDelay: PT1S
              backoffPolicy: exponential
              deadLetterSink:
                uri: http://failures.example.com/
              retry: 5
              timeout: PT30S
            uri: http://notifier.example.com/
      "
    `);
    expect(Object.keys(specs(chart, "EventType"))).toHaveLength(4);
    expect(Object.values(specs(chart, "EventType")).map((spec) => spec?.reference)).toEqual(
      Array(4).fill({
        apiVersion: "flows.knative.dev/v1",
        kind: "Sequence",
        name: "reports-daily-report-steps-c8747fa8",
      }),
    );
  });

  it("gives nothing for the checks to find", () => {
    const chart = newChart();
    new Pipeline(chart, "daily-report", {
      target: "flows",
      from: schedule(chart),
      delivery,
      flow: (report) =>
        report.to(runner).fanOut(
          (query) => query.to(charter).to(notifier),
          (query) => query.to(store).discard(),
        ),
    });
    expect(checkApp(toManifests(chart), DEFAULT_SETTINGS)).toMatchObject({ diagnostics: [] });
  });

  it("is said to lose what keeps failing where it has no dead-letter sink", () => {
    const chart = newChart();
    new Pipeline(chart, "daily-report", {
      target: "flows",
      from: schedule(chart),
      flow: (report) => report.to(runner).to(charter).discard(),
    });
    const { diagnostics } = checkApp(toManifests(chart), DEFAULT_SETTINGS);
    expect(diagnostics.map(({ code, at: { construct } }) => [code, construct])).toEqual([
      ["no-failure-path", "reports/daily-report/steps"],
    ]);
  });

  it("makes the channels that it is told to make", () => {
    const chart = newChart();
    new Pipeline(chart, "daily-report", {
      target: "flows",
      from: QueryCompleted,
      delivery: { retry: 2 },
      channelTemplate: {
        apiVersion: "messaging.knative.dev/v1beta1",
        kind: "KafkaChannel",
        spec: { numPartitions: 3 },
        delivery: { deadLetterSink: failures },
      },
      flow: (query) =>
        query.fanOut(
          (one) => one.to(charter).discard(),
          (one) => one.to(store).discard(),
        ),
    });
    expect(specs(chart, "Parallel")["daily-report-branches"]?.channelTemplate).toEqual({
      apiVersion: "messaging.knative.dev/v1beta1",
      kind: "KafkaChannel",
      spec: { numPartitions: 3, delivery: { deadLetterSink: { uri: "http://failures.example.com/" } } },
    });
    expect(annotations(chart, "Parallel")["daily-report-branches"]).toMatchObject({
      "sluice.dev/discards": "dev.reports.chart.created.v1,dev.reports.table.stored.v1",
      "sluice.dev/external": expect.stringContaining('{"uri":"http://failures.example.com/","name":"failures"}'),
    });
  });

  it("is a sink: others publish to where its events enter", () => {
    const chart = newChart();
    const charts = new Pipeline(chart, "charts", {
      target: "flows",
      from: QueryCompleted,
      flow: (query) => query.to(charter).discard(),
    });
    new Pipeline(chart, "queries", {
      target: "flows",
      from: schedule(chart),
      flow: (report) => report.to(runner).publish(charts),
    });
    const steps = specs(chart, "Sequence")["queries-steps"]?.steps as readonly { readonly ref?: unknown }[];
    expect(steps[1]?.ref).toEqual({
      apiVersion: "flows.knative.dev/v1",
      kind: "Sequence",
      name: charts.destination.ref?.name,
    });
  });

  it("writes on a source what it throws away of what it sends", () => {
    const chart = newChart();
    new Pipeline(chart, "daily-report", {
      target: "flows",
      from: schedule(chart),
      flow: (report) =>
        report.fanOut(
          (one) => one.discard(),
          (one) => one.to(runner).publish(new InMemoryChannel(chart, "out")),
        ),
    });
    expect(annotations(chart, "PingSource").ord).toMatchObject({ "sluice.dev/discards": "dev.knative.sources.ping" });
  });

  it("finds the object that delivers to a step", () => {
    const pipeline = new Pipeline(newChart(), "daily-report", {
      target: "flows",
      from: DailyReport,
      flow: (report) =>
        report.to(runner).fanOut(
          (query) => query.to(charter).to(notifier),
          (query) => query.to(store),
        ),
    });
    const kinds = ["query-runner", "chart-creator", "table-store", "notifier"].map((step) => {
      const { kind, node } = pipeline.findObject(step);
      return `${step}: ${kind} ${node.id}`;
    });
    expect(kinds).toEqual([
      "query-runner: Sequence steps",
      "chart-creator: Parallel branches",
      "table-store: Parallel branches",
      "notifier: Sequence steps-after-chart-creator",
    ]);
  });
});

describe("it refuses", () => {
  it("everything that its target cannot carry, in one error", () => {
    const build = () =>
      new Pipeline(newChart(), "daily-report", {
        target: "flows",
        from: DailyReport,
        delivery: { format: "json" },
        flow: (report) => report.to(runner).filter({ region: "eu" }).to(charter).discard(),
      });
    expect(faultOf(build)).toEqual({
      code: "filter-on-channels",
      severity: "error",
      at: { construct: "reports/daily-report/chart-creator" },
      message:
        '"chart-creator" stands behind a filter on region "eu", and the channels of target "flows" deliver every event to every leg.',
      mend: 'Set `shim: "where-needed"`, which puts a small service there; or use `target: "broker"`, or a step of your own that replies only what passes.',
      source: "knative/eventing.md §5.2, §5.3",
      notes: [
        'format-on-channels: This delivery asks for format "json", which Knative ignores outside Triggers: on channels every event is sent in binary mode. Leave `format` out, or use `target: "broker"`.',
      ],
    });
  });

  it("a prop that is for another target", () => {
    const chart = newChart();
    const flow = (report: Flow<typeof DailyReport>) => report.to(runner).discard();
    const broker = new Broker(chart, "given");
    expect(faultOf(() => new Pipeline(chart, "one", { target: "flows", broker, from: DailyReport, flow }))).toEqual({
      code: "prop-of-another-target",
      severity: "error",
      at: { construct: "reports/one" },
      message: '`broker` is for the targets "broker" and "shim", and this Pipeline\'s target is "flows".',
      mend: 'Leave `broker` out, or set `target: "broker"`.',
    });
    expect(faultOf(() => new Pipeline(chart, "two", { channelTemplate: {}, from: DailyReport, flow }))).toEqual({
      code: "prop-of-another-target",
      severity: "error",
      at: { construct: "reports/two" },
      message: '`channelTemplate` is for the targets "flows" and "channels", and this Pipeline\'s target is "broker".',
      mend: 'Leave `channelTemplate` out, or set `target: "flows"`.',
    });
  });

  it("to name a Broker or a Trigger that it does not have", () => {
    const pipeline = new Pipeline(newChart(), "daily-report", {
      target: "flows",
      from: DailyReport,
      flow: (report) => report.to(runner).discard(),
    });
    expect(faultOf(() => pipeline.broker)).toEqual({
      code: "no-broker",
      severity: "error",
      at: { construct: "reports/daily-report" },
      message: 'This Pipeline\'s target is "flows", and it has no Broker.',
      mend: "Publish to the Pipeline itself, or to a Channel whose subscribers take the events.",
    });
    expect(faultOf(() => pipeline.findTrigger("query-runner"))).toEqual({
      code: "no-trigger",
      severity: "error",
      at: { construct: "reports/daily-report/query-runner" },
      message: 'Step "query-runner" stands in a Sequence and has no Trigger.',
      mend: 'Use `findObject("query-runner")`: the Sequence.',
    });
    expect(faultOf(() => pipeline.findObject("notifier")).code).toBe("no-such-step");
  });
});

const NAME = fc.stringMatching(/^[a-z][-a-z0-9]{0,20}[a-z0-9]$/);
const NAMES = fc.uniqueArray(NAME, { minLength: 2, maxLength: 6 });
const Order = defineEvent("dev.shop.order");
/** A step that replies what it takes, as no Broker could carry it. */
const passing = (name: string) => at(defineStep(name, { accepts: [Order], replies: [Order] }));

/** The specs of a flow's objects by kind and name. */
function made(build: (order: Flow<typeof Order>) => FlowEnd): ReadonlyMap<string, string> {
  const chart = newChart();
  const source = new InMemoryChannel(chart, "orders", { carries: Order });
  new Pipeline(chart, "shop", { target: "flows", from: source, flow: build });
  return new Map(
    manifests(chart).map(({ kind, metadata, spec }) => [`${kind} ${metadata.name}`, JSON.stringify(spec)]),
  );
}

function chain(order: Flow<typeof Order>, names: readonly string[]): Flow<typeof Order> {
  return names.reduce((flow, name) => flow.to(passing(name)), order);
}

function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  const kinds = (names: readonly string[]) =>
    names.map((name) => name.slice(0, name.indexOf(" "))).sort((a, b) => (a < b ? -1 : 1));
  return {
    gone: kinds([...before.keys()].filter((name) => !after.has(name))),
    added: kinds([...after.keys()].filter((name) => !before.has(name))),
    changed: kinds(
      [...after].filter(([name, spec]) => before.has(name) && before.get(name) !== spec).map(([name]) => name),
    ),
  };
}

describe("what it writes", () => {
  it("changes for a step inserted in a chain by the one Sequence, also before branches", () => {
    fc.assert(
      fc.property(NAMES, fc.nat(), fc.boolean(), (names, anywhere, branches) => {
        const [inserted = "", ...rest] = names;
        const index = anywhere % (rest.length + 1);
        const build = (steps: readonly string[]) =>
          made((order) => {
            const end = chain(order, steps);
            if (!branches) return end.discard();
            return end.fanOut(
              (one) => one.to(passing("left")).discard(),
              (one) => one.to(passing("right")).discard(),
            );
          });
        fc.pre(!names.includes("left") && !names.includes("right"));
        expect(differences(build(rest), build(rest.toSpliced(index, 0, inserted)))).toEqual({
          gone: [],
          added: [],
          changed: ["Sequence"],
        });
      }),
      { numRuns: 30 },
    );
  });

  it("changes for a step inserted in a branch by the objects that it and its neighbours stand in", () => {
    fc.assert(
      fc.property(NAMES, fc.nat(), (names, anywhere) => {
        const [inserted = "", ...rest] = names;
        fc.pre(!names.includes("other") && rest.length > 1);
        const index = anywhere % (rest.length + 1);
        const build = (steps: readonly string[]) =>
          made((order) =>
            order.fanOut(
              (one) => chain(one, steps).discard(),
              (one) => one.to(passing("other")).discard(),
            ),
          );
        expect(differences(build(rest), build(rest.toSpliced(index, 0, inserted)))).toEqual(
          index === 0
            ? { gone: ["Sequence"], added: ["Sequence"], changed: ["Parallel"] }
            : { gone: [], added: [], changed: ["Sequence"] },
        );
      }),
      { numRuns: 30 },
    );
  });

  it("has unique names of which its channels' Services can be made, however long the steps' are", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z][-a-z0-9]{0,61}[a-z0-9]$/), { minLength: 2, maxLength: 6 }),
        NAME,
        (names, id) => {
          const contract: AnyContract = Order;
          const chart = newChart();
          new Pipeline(chart, id, {
            target: "flows",
            from: contract,
            flow: (events) =>
              events.fanOut(
                ...names.map(
                  (name) => (one: Flow<AnyContract>) =>
                    one
                      .to<string, AnyContract, AnyContract>(
                        at(defineStep(name, { accepts: [contract], replies: [contract] })),
                      )
                      .to<string, AnyContract, never>(
                        at(defineStep(`${name.slice(0, 40)}-x`, { accepts: [contract] })),
                        {
                          name: `then-${names.indexOf(name)}`,
                        },
                      ),
                ),
              ),
          });
          const objects = manifests(chart).filter(({ kind }) => kind !== "EventType");
          for (const { metadata } of objects) expect(metadata.name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
          expect(new Set(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).size).toBe(names.length + 1);
        },
      ),
      { numRuns: 30 },
    );
  });
});
