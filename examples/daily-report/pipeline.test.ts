import { fileURLToPath } from "node:url";
import { App, Yaml } from "cdk8s";
import { defineStep, ObjectFinalized, QueryCompleted } from "sluice";
import { fails, repliesText, serving, simulate } from "sluice/testing";
import { expect, test } from "vitest";
import { DailyReport } from "./contracts.ts";
import { build } from "./main.ts";

const QueryRunner = defineStep("query-runner", { accepts: [DailyReport], replies: [QueryCompleted] });
const ChartCreator = defineStep("chart-creator", { accepts: [QueryCompleted] });
const Notifier = defineStep("notifier", { accepts: [ObjectFinalized] });

/** A query that takes no time and stores nothing. */
const queryRunner = serving(QueryRunner, ({ data }) =>
  QueryCompleted.create({ datasetId: "flights", tableId: `late_${data.airport}`, parameters: data, rows: 26 }),
);
const png = ObjectFinalized.create({
  bucket: "charts",
  name: "late-flights-ORD.png",
  contentType: "image/png",
  size: "100",
  timeCreated: "2026-01-01T16:00:00Z",
  generation: "1",
});

test("each schedule leads to one query and one chart", async () => {
  const run = await simulate(build(new App()), [queryRunner]);
  await run.fire("ord");
  await run.fire("lax");
  expect(run).toHaveDelivered(DailyReport, { to: "query-runner", times: 2 });
  expect(run).toHaveDelivered(QueryCompleted, { to: "chart-creator", times: 2 });
  expect(run.deadLetters).toEqual([]);
});

test("a chart creator that is away for a while draws the chart later", async () => {
  const away = serving(
    ChartCreator,
    fails(503)
      .times(2)
      .then(() => undefined),
  );
  const run = await simulate(build(new App()), [queryRunner, away]);
  await run.fire("ord");
  expect(run).toHaveDelivered(QueryCompleted, { to: "chart-creator", times: 3 });
  expect(run).toHaveDelivered(DailyReport, { to: "query-runner", times: 1 });
  expect(run.deadLetters).toEqual([]);
});

test("a query that cannot work is kept as a dead letter, at once", async () => {
  const run = await simulate(build(new App()), [serving(QueryRunner, fails(422))]);
  await run.fire("ord");
  expect(run).toHaveDeadLettered(DailyReport, { to: "failures", from: "query-runner", status: 422, times: 1 });
});

test("a mail server that stays away loses no chart's mail", async () => {
  const run = await simulate(build(new App()), [queryRunner, serving(Notifier, fails(503))]);
  await run.send(png, { from: "charts" });
  expect(run).toHaveDelivered(ObjectFinalized, { to: "notifier", times: 6 });
  expect(run).toHaveDeadLettered(ObjectFinalized, { to: "failures", times: 1 });
});

test("the original's defect, a notifier that answers OK, would send six mails: here it is seen", async () => {
  const run = await simulate(build(new App()), [queryRunner, serving(Notifier, repliesText("OK"))]);
  await run.send(png, { from: "charts" });
  expect(run).toHaveDelivered(ObjectFinalized, { to: "notifier", times: 6 });
});

test("the YAML is the one that was reviewed; vitest -u renews it", async () => {
  // Where the app runs, and its sluice.yaml is.
  process.chdir(fileURLToPath(new URL(".", import.meta.url)));
  const yaml = build(new App()).charts.map((chart) => Yaml.stringify(...(chart.toJson() as unknown[])));
  await expect(yaml.join("---\n")).toMatchFileSnapshot("expected/daily-report.k8s.yaml");
});
