import { defineStep } from "../../events/step.ts";
import { integer, json, list, readEnvironment, text } from "../../service/environment.ts";
import { fromEnvironment } from "../../service/from-environment.ts";
import { service } from "../../service/service.ts";
import { parquetTables } from "../adapters/duckdb/parquet-tables.ts";
import { folderBucket } from "../adapters/folder-bucket.ts";
import { interFonts } from "../adapters/vega/fonts.ts";
import { vegaRenderer } from "../adapters/vega/renderer.ts";
import { checkChartSpec } from "../chart-spec.ts";
import { queryCompleted } from "../contracts.ts";
import { chartCreator } from "../draw-chart.ts";

/** The chart creator as a service: `querycompleted` in, a chart in the bucket, no reply. Configured by its environment. */
export default fromEnvironment(async (environment) => {
  const settings = readEnvironment(environment, {
    ACCEPTS: list("the event types it takes, separated by commas"),
    STEP: text("the step's name", "chart-creator"),
    STORE: text("the folder of result tables"),
    CHART: json("the chart as JSON", checkChartSpec),
    OBJECT_NAME: text("the object's name without ending, a template", "chart-{tableId}"),
    BUCKET: text("the bucket's name"),
    BUCKET_FOLDER: text("the folder that is the bucket"),
    MAX_ROWS: integer("the most rows a chart may have", 10_000, { min: 1, max: 1_000_000 }),
  });
  const draw = chartCreator(
    { chart: settings.CHART, objectName: settings.OBJECT_NAME, maxRows: settings.MAX_ROWS },
    {
      tables: await parquetTables(settings.STORE),
      renderer: await vegaRenderer(interFonts()),
      bucket: folderBucket(settings.BUCKET, settings.BUCKET_FOLDER),
    },
  );
  const step = defineStep(settings.STEP, { accepts: settings.ACCEPTS.map((type) => queryCompleted(type)) });
  return service(step, (event) => draw(event.data));
});
