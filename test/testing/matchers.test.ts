import { describe, expect, it } from "vitest";
import { fails, matchers, serving, simulate } from "../../src/testing/index.ts";
import { ChartCreated, ChartCreator, DailyReport, QueryCompleted, QueryRunner, reports } from "./app.ts";

const runner = serving(QueryRunner, ({ data }) => QueryCompleted.create({ table: data.airport }));
const report = DailyReport.create({ airport: "ORD" });

async function failing() {
  const run = await simulate(reports(), [runner, serving(ChartCreator, fails(422, { body: "no such table" }))]);
  await run.send(report, { from: "ord" });
  return run;
}

describe("toHaveDelivered", () => {
  it("prints what did travel when it fails", async () => {
    const run = await failing();
    expect(
      matchers.toHaveDelivered(run, QueryCompleted, { to: "chart-creator", times: 3 }).message(),
    ).toMatchInlineSnapshot(`
      "expected "dev.reports.query.completed.v1" to be delivered to reports/chart-creator 3 times, but it was once

      What travelled:
        +0ms  dev.knative.sources.ping        reports/ord → reports/daily-report/broker                  attempt 1               202
        +0ms  dev.knative.sources.ping        reports/daily-report/broker → reports/query-runner         attempt 1               200, replied dev.reports.query.completed.v1
        +0ms  dev.reports.query.completed.v1  reports/daily-report/broker → reports/daily-report/broker  reply, attempt 1        202
        +0ms  dev.reports.query.completed.v1  reports/daily-report/broker → reports/chart-creator        attempt 1               422 (no such table), dead-lettered to reports/failures
        +0ms  dev.reports.query.completed.v1  reports/daily-report/broker → reports/failures             dead-letter, attempt 1  202"
    `);
  });

  it("says when nothing travelled", async () => {
    const run = await simulate(reports(), [runner]);
    expect(matchers.toHaveDelivered(run, ChartCreated).message()).toMatchInlineSnapshot(`
      "expected "dev.reports.chart.created.v1" to be delivered, but it was never

      Nothing travelled."
    `);
  });

  it("counts handlers alone, unless `to` names something else", async () => {
    const run = await failing();
    expect(matchers.toHaveDelivered(run, DailyReport, { times: 1 }).pass).toBe(true);
    expect(matchers.toHaveDelivered(run, DailyReport, { to: "reports/daily-report/broker", times: 1 }).pass).toBe(true);
    expect(matchers.toHaveDelivered(run, "dev.knative.sources.ping", { times: 2 }).pass).toBe(false);
  });

  it("fails a negation with the count", async () => {
    const run = await failing();
    expect(matchers.toHaveDelivered(run, DailyReport).message().split("\n")[0]).toBe(
      'expected "dev.knative.sources.ping" to be delivered never, but it was once',
    );
  });

  it("refuses an endpoint that is not there", async () => {
    const run = await failing();
    expect(() => matchers.toHaveDelivered(run, DailyReport, { to: "nobody" })).toThrow("unknown-endpoint");
  });

  it("refuses what is no run", () => {
    expect(() => matchers.toHaveDelivered(undefined, DailyReport)).toThrow(
      "toHaveDelivered reads a run: `expect(await simulate(app, […])).toHaveDelivered(…)`.",
    );
  });
});

describe("toHaveDeadLettered", () => {
  it("narrows by sink, refuser and status, and prints what did travel", async () => {
    const run = await failing();
    expect(
      matchers.toHaveDeadLettered(run, QueryCompleted, { to: "failures", from: "chart-creator", status: 422 }).pass,
    ).toBe(true);
    expect(matchers.toHaveDeadLettered(run, QueryCompleted, { status: 500 }).message().split("\n")[0]).toBe(
      'expected "dev.reports.query.completed.v1" to be dead-lettered with status 500, but it was never',
    );
  });
});
