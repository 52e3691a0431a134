import { fileURLToPath } from "node:url";
import { App, Yaml } from "cdk8s";
import { defineStep, QueryCompleted } from "sluice";
import { fails, serving, simulate } from "sluice/testing";
import { expect, test } from "vitest";
import { YearAsked } from "./contracts.ts";
import { build } from "./main.ts";

const query = defineStep("world-in-year", { accepts: [YearAsked], replies: [QueryCompleted] });
const families = defineStep("families", { accepts: [QueryCompleted] });
const world = serving(query, ({ data }) =>
  QueryCompleted.create({ datasetId: "gapminder", tableId: `world_${data.year}`, parameters: data, rows: 62 }),
);

test("one query leads to both pictures", async () => {
  const run = await simulate(build(new App()), [world]);
  await run.fire("monthly");
  expect(run).toHaveDelivered(QueryCompleted, { to: "families", times: 1 });
  expect(run).toHaveDelivered(QueryCompleted, { to: "lives", times: 1 });
});

test("a picture that fails does not hold up the other", async () => {
  const run = await simulate(build(new App()), [world, serving(families, fails(500))]);
  await run.fire("monthly");
  expect(run).toHaveDelivered(QueryCompleted, { to: "lives", times: 1 });
  expect(run).toHaveDeadLettered(QueryCompleted, { from: "families", times: 1 });
});

test("the YAML is the one that was reviewed; vitest -u renews it", async () => {
  // Where the app runs, and its sluice.yaml is.
  process.chdir(fileURLToPath(new URL(".", import.meta.url)));
  const yaml = build(new App()).charts.map((chart) => Yaml.stringify(...(chart.toJson() as unknown[])));
  await expect(yaml.join("---\n")).toMatchFileSnapshot("expected/gapminder.k8s.yaml");
});
