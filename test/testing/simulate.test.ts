import { App, Chart, Duration } from "cdk8s";
import { describe, expect, it } from "vitest";
import { KnativeService } from "../../constructs/index.ts";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { type EventDraft, FinalError, type Handler, noReply, RetriableError } from "../../src/events/index.ts";
import { service } from "../../src/service/service.ts";
import {
  accepts,
  breaksConnection,
  delays,
  fails,
  type Run,
  repliesText,
  serving,
  simulate,
  timesOut,
} from "../../src/testing/index.ts";
import { ChartCreated, ChartCreator, DailyReport, Failures, QueryCompleted, QueryRunner, reports } from "./app.ts";

const runner = serving(QueryRunner, ({ data }) => QueryCompleted.create({ table: data.airport }));
const chartCreator: Handler<typeof ChartCreator> = ({ data }) => ChartCreated.create({ image: `${data.table}.png` });
const charter = serving(ChartCreator, chartCreator);
const report = DailyReport.create({ airport: "ORD" });

/** What handlers saw, one line an attempt: time since the start, type, to, attempt, outcome. */
function travelled(run: Run): readonly string[] {
  const name = (id: string) =>
    run.graph.endpoints
      .find((one) => one.id === id)
      ?.construct?.split("/")
      .at(-1) ?? id;
  return run.deliveries
    .filter(({ leg }) => leg === "subscriber" || leg === "dead-letter")
    .map(({ time, event, to, attempt, outcome }) => {
      const status = outcome.kind === "cancelled" ? "" : ` ${outcome.status}`;
      return `${time - run.startedAt} ${event.type} ${name(to)} ${attempt} ${outcome.kind}${status}`;
    });
}

async function faultOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return AuthoringError.is(error) ? error.diagnostic : error;
  }
  return undefined;
}

describe("simulate", () => {
  it("carries an event through the flow with real handlers", async () => {
    const run = await simulate(reports(), [runner, charter]);
    const { event, sent } = await run.send(report, { from: "ord" });
    expect(event).toMatchObject({ type: "dev.knative.sources.ping", data: { airport: "ORD" } });
    expect(sent).toEqual({ isTaken: true, status: 202 });
    expect(run).toHaveDelivered(DailyReport, { to: "query-runner", times: 1 });
    expect(run).toHaveDelivered(QueryCompleted, { to: "chart-creator", times: 1 });
    expect(run).not.toHaveDelivered(ChartCreated);
    expect(run.deadLetters).toEqual([]);
    expect(run.lost).toEqual([]);
  });

  it("passes the backoff of a step that fails at first in virtual time", async () => {
    const run = await simulate(reports(), [runner, serving(ChartCreator, fails(503).times(2).then(chartCreator))]);
    await run.send(report, { from: "ord" });
    expect(travelled(run)).toEqual([
      "0 dev.knative.sources.ping query-runner 1 replied 200",
      "0 dev.reports.query.completed.v1 chart-creator 1 retried 503",
      "1000 dev.reports.query.completed.v1 chart-creator 2 retried 503",
      "3000 dev.reports.query.completed.v1 chart-creator 3 replied 200",
    ]);
    expect(run).toHaveDelivered(QueryCompleted, { to: "chart-creator", times: 3 });
  });

  it("dead-letters what keeps failing, and says why", async () => {
    const run = await simulate(reports(), [serving(QueryRunner, fails(500, { body: "no table" })), charter]);
    await run.send(report, { from: "ord" });
    expect(run).toHaveDeadLettered(DailyReport, { to: "failures", from: "query-runner", status: 500, times: 1 });
    const [letter] = run.deadLetters;
    expect(letter).toEqual({
      event: { id: letter?.event.id, type: "dev.knative.sources.ping", source: letter?.event.source },
      failedAt: "serving.knative.dev/Service/reports/reports-query-runner-c8b880ad",
      to: "serving.knative.dev/Service/reports/reports-failures-c80481e4",
      status: 500,
      why: "status",
      detail: "no table",
      attempts: 6,
      n: 8,
    });
    // 1 + 2 + 4 + 8 + 16 seconds.
    expect(run.now - run.startedAt).toBe(31_000);
  });

  it("loses what keeps failing where there is no dead-letter sink, and the sender hears 500", async () => {
    const run = await simulate(reports({ deadLetters: false }), [runner, serving(ChartCreator, fails(400))]);
    const { sent } = await run.send(report, { from: "ord" });
    expect(sent).toEqual({ isTaken: false, status: 500 });
    expect(run.lost.map(({ event, why, status, attempts }) => ({ type: event.type, why, status, attempts }))).toEqual([
      // The Broker answers 500, so the reply is sent six times, and each time asks the chart creator again.
      { type: "dev.reports.query.completed.v1", why: "status", status: 400, attempts: 6 },
    ]);
  });

  it("gives the same trace for the same seed, and another order for another", async () => {
    const trace = async (seed: number) => {
      const run = await simulate(reports(), [runner, charter], { seed });
      for (const from of ["ord", "jfk", "ord", "jfk", "ord"]) await run.send(report, { from, settle: false });
      await run.settle();
      return run.deliveries;
    };
    expect(await trace(7)).toEqual(await trace(7));
    expect(await trace(7)).not.toEqual(await trace(8));
  });

  it("lets time stand still while a handler runs", async () => {
    const times: number[] = [];
    const run = await simulate(reports(), [
      serving(QueryRunner, async (_event, context) => {
        times.push(context.now());
        await Promise.resolve();
        times.push(context.now());
        expect(context.attempt).toBe(1);
        return noReply;
      }),
    ]);
    await run.send(report, { from: "ord" });
    expect(times).toEqual([run.startedAt, run.startedAt]);
  });
});

describe("what a handler does", () => {
  it("answers as a real service does: what it throws chooses the status", async () => {
    const outcomes = async (handler: () => EventDraft<"dev.reports.query.completed.v1", { table: string }>) => {
      const run = await simulate(reports(), [serving(QueryRunner, handler), charter]);
      await run.send(report, { from: "ord" });
      return run.deliveries
        .filter(({ leg }) => leg === "subscriber")
        .map(({ outcome }) =>
          outcome.kind === "cancelled" ? outcome : { status: outcome.status, kind: outcome.kind },
        );
    };
    expect(
      await outcomes(() => {
        throw new FinalError("no such airport");
      }),
    ).toEqual([{ status: 422, kind: "dead-lettered" }]);
    const busy = await outcomes(() => {
      throw new RetriableError("busy");
    });
    expect(busy.map(({ kind }) => kind)).toEqual([
      "retried",
      "retried",
      "retried",
      "retried",
      "retried",
      "dead-lettered",
    ]);
    expect(
      (
        await outcomes(() => {
          throw new TypeError("x is undefined");
        })
      ).at(-1),
    ).toEqual({ status: 500, kind: "dead-lettered" });
  });

  it("may be a service made by sluice/service", async () => {
    const run = await simulate(reports(), [
      serving(
        QueryRunner,
        service(QueryRunner, ({ data }) => QueryCompleted.create({ table: data.airport })),
      ),
      charter,
    ]);
    await run.send(report, { from: "ord" });
    expect(run).toHaveDelivered(QueryCompleted, { to: "chart-creator" });
  });

  it("is refused an event whose data is not what the contract says, once", async () => {
    const run = await simulate(reports(), [runner, charter]);
    await run.send({ ...report, data: { airport: 7 } }, { from: "ord" });
    expect(run).toHaveDeadLettered(DailyReport, { from: "query-runner", status: 400, times: 1 });
    expect(run).toHaveDelivered(DailyReport, { to: "query-runner", times: 1 });
  });

  it("fails the run when its promise stays open", async () => {
    const run = await simulate(reports(), [serving(QueryRunner, () => new Promise<never>(() => undefined))], {
      guardMs: 20,
    });
    const fault = await faultOf(() => run.send(report, { from: "ord" }));
    const [arrival] = run.arrivals;
    expect(fault).toEqual({
      code: "handler-stuck",
      severity: "error",
      at: {},
      message: `The handler of step "query-runner" was still pending after 20 ms, with event "${arrival?.event.id}" of type "dev.knative.sources.ping".`,
      mend: "Await what it waits for, or raise `guardMs`. A step that never answers is `timesOut()`.",
    });
  });
});

describe("fakes", () => {
  it("a text in place of an event is 502 behind a Broker, retried and dead-lettered", async () => {
    const run = await simulate(reports(), [serving(QueryRunner, repliesText("done")), charter]);
    await run.send(report, { from: "ord" });
    expect(run).toHaveDeadLettered(DailyReport, { status: 502 });
    expect(run.deliveries[1]?.outcome).toEqual({
      kind: "retried",
      status: 502,
      answered: 200,
      why: "reply-is-no-event",
      detail: "its body is no CloudEvent",
      waitMs: 1000,
    });
  });

  it("a step that never answers runs into the timeout of its leg", async () => {
    const app = reports({ timeout: Duration.seconds(30) });
    const run = await simulate(app, [serving(QueryRunner, timesOut().times(1).then(accepts())), charter]);
    await run.send(report, { from: "ord" });
    expect(travelled(run)).toEqual([
      "0 dev.knative.sources.ping query-runner 1 retried 500",
      "31000 dev.knative.sources.ping query-runner 2 accepted 202",
    ]);
  });

  it("without a timeout it costs the event: the channel gives up after 15 minutes", async () => {
    const run = await simulate(reports(), [serving(QueryRunner, timesOut()), charter]);
    const { sent } = await run.send(report, { from: "ord" });
    expect(sent).toEqual({ isTaken: false, status: 500 });
    expect(run.now - run.startedAt).toBe(900_000);
    expect(run.lost.map(({ why }) => why)).toEqual(["cancelled"]);
  });

  it("delays an answer, breaks a connection", async () => {
    const fake = breaksConnection().times(1).then(delays(250, accepts()));
    const run = await simulate(reports(), [serving(QueryRunner, fake), charter]);
    await run.send(report, { from: "ord" });
    expect(travelled(run)).toEqual([
      "0 dev.knative.sources.ping query-runner 1 retried 500",
      "1000 dev.knative.sources.ping query-runner 2 accepted 202",
    ]);
    expect(run.deliveries.at(-1)?.took).toBe(250);
  });

  it("counts from the start in every run", async () => {
    const served = [serving(QueryRunner, fails(503).times(1).then(accepts()))];
    for (let i = 0; i < 2; i += 1) {
      const run = await simulate(reports(), served);
      await run.send(report, { from: "ord" });
      expect(run).toHaveDelivered(DailyReport, { to: "query-runner", times: 2 });
    }
  });

  it("refuses a failure that is none", () => {
    expect(() => fails(200)).toThrow("invalid-fake: `fails(200)` is no failure. Use a status from 300 to 599.");
    expect(() => fails(503).times(-1)).toThrow("invalid-fake");
    expect(() => delays(-1, accepts())).toThrow("invalid-fake");
  });
});

describe("steps without a handler", () => {
  it("accept everything when they declare no replies", async () => {
    const run = await simulate(reports(), [serving(QueryRunner, fails(400))]);
    await run.send(report, { from: "ord" });
    expect(run).toHaveDeadLettered(DailyReport, { to: "failures" });
  });

  it("fail the run, named, when they declare some", async () => {
    const run = await simulate(reports(), [runner]);
    const fault = await faultOf(() => run.send(report, { from: "ord" }));
    expect(fault).toMatchObject({
      code: "missing-handler",
      message:
        '"reports/chart-creator" was sent an event of type "dev.reports.query.completed.v1" and has no handler, yet it declares the replies "dev.reports.chart.created.v1".',
      mend: "Give it one: `serving(Step, handler)`, or a fake such as `accepts()` if its replies do not matter here.",
    });
  });

  it("are told when no service of the app implements them", async () => {
    const app = new App();
    new KnativeService(new Chart(app, "c"), "other", { step: Failures, image: "i" });
    expect(await faultOf(() => simulate(app, [runner]))).toEqual({
      code: "step-not-deployed",
      severity: "error",
      at: {},
      message: 'No service here implements step "query-runner": none has its contracts and none is called so.',
      mend: 'Give the step to a KnativeService of the app, or name the service with `serving(…, { at })`: "c/other".',
    });
  });
});

describe("sources", () => {
  it("fires a PingSource by hand, with the data of its manifest", async () => {
    const run = await simulate(reports(), [runner, charter]);
    const { event } = await run.fire("jfk");
    expect(event).toMatchObject({
      type: "dev.knative.sources.ping",
      source: "/apis/v1/namespaces/reports/pingsources/reports-jfk-c84ba09b",
      datacontenttype: "application/json",
      data: { airport: "JFK" },
    });
    expect(run).toHaveDelivered(QueryCompleted, { to: "chart-creator", times: 1 });
  });

  it("fires schedules while time is moved on", async () => {
    const run = await simulate(reports(), [runner, charter]);
    await run.advance(48 * 3600 * 1000);
    expect(run).toHaveDelivered(DailyReport, { to: "query-runner", times: 4 });
    expect(run.now - run.startedAt).toBe(48 * 3600 * 1000);
    expect(travelled(run).slice(0, 1)).toEqual(["57600000 dev.knative.sources.ping query-runner 1 replied 200"]);
  });

  it("refuses a name that is nobody's, listing those there are", async () => {
    const run = await simulate(reports(), [runner, charter]);
    expect(await faultOf(() => run.send(report, { from: "lax" }))).toEqual({
      code: "unknown-endpoint",
      severity: "error",
      at: {},
      message: 'Nothing here is called "lax".',
      mend: 'Use one of "reports/ord", "reports/jfk".',
    });
  });

  it("refuses to emit what it never emits", async () => {
    const run = await simulate(reports(), [runner, charter]);
    const fault = await faultOf(() => run.send(QueryCompleted.create({ table: "t" }), { from: "ord" }));
    expect(fault).toMatchObject({
      code: "source-does-not-emit",
      message:
        'The source "reports-ord-c8948ccf" never emits "dev.reports.query.completed.v1", only "dev.knative.sources.ping".',
    });
  });

  it("posts to any endpoint from outside", async () => {
    const run = await simulate(reports(), [runner, charter]);
    await run.send(QueryCompleted.create({ table: "t" }), { to: "chart-creator" });
    expect(run).toHaveDelivered(QueryCompleted, { to: "chart-creator", times: 1 });
  });
});
