import type { Chart } from "cdk8s";
import { ObjectStore, SharedFolder, SqlQuery, TableChart } from "../../../constructs/processing/index.ts";
import { defineEvent } from "../../../src/events/index.ts";

export const image = "registry.example.com/processing:1";
export const Asked = defineEvent("test.asked");

/** A folder with a name, as every test here has. */
export function folder(chart: Chart, name: string): SharedFolder {
  return new SharedFolder(chart, name, { metadata: { name } });
}

export const query = {
  image,
  event: Asked,
  sql: "SELECT day, visits FROM visits WHERE town = $town",
  datasets: { visits: "/data/visits.csv" },
  datasetId: "visits",
  tableId: "by_{town}",
} as const;

export const picture = {
  image,
  mark: "line",
  title: "Visits to {town}",
  x: { column: "day", title: "Day" },
  y: { column: "visits", title: "Visits" },
} as const;

/** A query, a chart and a bucket over two folders. */
export function pipelineParts(chart: Chart) {
  const tables = folder(chart, "tables");
  const bucket = new ObjectStore(chart, "charts", { image, folder: folder(chart, "pictures") });
  const runner = new SqlQuery(chart, "query-runner", { ...query, store: tables });
  const charter = new TableChart(chart, "chart-creator", { ...picture, store: tables, bucket });
  return { tables, bucket, runner, charter };
}
