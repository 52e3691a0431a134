import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import chartCreator from "../../../src/processing/services/chart-creator.ts";
import notifier from "../../../src/processing/services/notifier.ts";
import objectStore from "../../../src/processing/services/object-store.ts";
import queryRunner from "../../../src/processing/services/query-runner.ts";
import type { FromEnvironment } from "../../../src/service/from-environment.ts";
import { isService, type Service } from "../../../src/service/service.ts";
import { freshFolder } from "../adapters/folders.ts";

const signal = new AbortController().signal;
const context = { signal, now: () => 0 };

async function serviceOf(module: FromEnvironment, environment: Readonly<Record<string, string>>): Promise<Service> {
  const made = await module.configure(environment);
  if (!isService(made)) throw new Error("it is a source");
  return made;
}

test("query runner and chart creator work together through a folder, from an event to a picture", async () => {
  const data = join(freshFolder(), "visits.csv");
  writeFileSync(data, "town,day,visits\nOslo,2026-01-01,3\nOslo,2026-01-02,5\nRome,2026-01-01,7\n");
  const folder = freshFolder();
  const runner = await serviceOf(queryRunner, {
    ACCEPTS: "dev.knative.sources.ping",
    REPLIES: "dev.example.done",
    DATASETS: JSON.stringify({ visits: data }),
    QUERY: "SELECT day, visits FROM visits WHERE town = $town ORDER BY day",
    DATASET_ID: "visits",
    TABLE_ID: "by_{town}",
    STORE: join(folder, "tables"),
  });
  const charter = await serviceOf(chartCreator, {
    ACCEPTS: "dev.example.done",
    STORE: join(folder, "tables"),
    CHART: JSON.stringify({
      mark: "bar",
      title: "Visits to {town}",
      x: { column: "day", title: "Day" },
      y: { column: "visits", title: "Visits" },
    }),
    BUCKET: "charts",
    BUCKET_FOLDER: join(folder, "charts"),
  });
  const event = { specversion: "1.0", id: "1", source: "/s", extensions: {} };
  const reply = await runner.handler({ ...event, type: "dev.knative.sources.ping", data: { town: "Oslo" } }, context);
  expect(reply).toMatchObject({
    type: "dev.example.done",
    data: { datasetId: "visits", tableId: "by_oslo", parameters: { town: "Oslo" }, rows: 2 },
  });
  expect(charter.step.accepts[0]?.is(reply as { type: string })).toBe(true);
  await charter.handler({ ...event, ...(reply as { type: string; data: unknown }) }, context);
  expect(readdirSync(join(folder, "charts")).sort()).toEqual(["chart-by_oslo.png", "chart-by_oslo.svg"]);
});

describe("everything that is missing is named at once", () => {
  test.each([
    ["query runner", queryRunner, ["ACCEPTS", "DATASETS", "QUERY", "DATASET_ID", "TABLE_ID", "STORE"]],
    ["chart creator", chartCreator, ["ACCEPTS", "STORE", "CHART", "BUCKET", "BUCKET_FOLDER"]],
    ["notifier", notifier, ["BUCKET", "BUCKET_FOLDER", "TO_EMAILS", "FROM_EMAIL", "SMTP_URL"]],
    ["object store", objectStore, ["BUCKET", "BUCKET_FOLDER"]],
  ])("by the %s", async (_, module, names) => {
    const failing = Promise.resolve().then(() => module.configure({}));
    const problems = await failing.catch((error: { readonly problems: readonly string[] }) => error.problems);
    expect(problems).toEqual(names.map((name) => expect.stringMatching(`^${name} is not set\\. Set it to .+\\.$`)));
  });
});

test("a data set that is not there is told with its place, and no folder is made", async () => {
  const folder = freshFolder();
  const environment = {
    ACCEPTS: "a",
    DATASETS: '{"one":"gone.csv","two":"npm:nowhere/x.csv"}',
    QUERY: "SELECT 1",
    DATASET_ID: "d",
    TABLE_ID: "t",
    STORE: join(folder, "store"),
  };
  await expect(serviceOf(queryRunner, environment)).rejects.toMatchObject({
    problems: [
      expect.stringMatching(/^The data set "one" in DATASETS: "gone.csv" is not there/),
      'The data set "two" in DATASETS: The package nowhere of "npm:nowhere/x.csv" is not installed. Run: npm install nowhere',
    ],
  });
  expect(existsSync(environment.STORE)).toBe(false);
});

test("a mail server's address is never quoted, because it may hold a password", async () => {
  mkdirSync(freshFolder(), { recursive: true });
  const environment = { BUCKET: "b", BUCKET_FOLDER: "f", TO_EMAILS: "a@b.c", FROM_EMAIL: "a@b.c", SMTP_URL: "secret" };
  await expect(serviceOf(notifier, environment)).rejects.toMatchObject({
    problems: [
      "SMTP_URL is malformed: it is no smtp or smtps URL. Set it to the mail server: smtp://user:password@host:port.",
    ],
  });
});
