import { z } from "zod";
import { defineEvent } from "../../events/define-event.ts";
import { defineStep } from "../../events/step.ts";
import { ConfigurationError } from "../../service/configuration-error.ts";
import { integer, json, list, readEnvironment, text } from "../../service/environment.ts";
import { fromEnvironment } from "../../service/from-environment.ts";
import { service } from "../../service/service.ts";
import { type DatasetFiles, datasetFiles } from "../adapters/dataset-location.ts";
import { duckDbEngine } from "../adapters/duckdb/query-engine.ts";
import { QUERY_COMPLETED_TYPE, queryCompleted } from "../contracts.ts";
import { queryRunner } from "../run-query.ts";
import { TABLE_NAME } from "../table-name.ts";
import { checkWith } from "./check-with.ts";

const names = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().min(1));

/** The query runner as a service: an event in, a table made, `querycompleted` as the reply. Configured by its environment. */
export default fromEnvironment(async (environment) => {
  const settings = readEnvironment(environment, {
    ACCEPTS: list("the event types it takes, separated by commas"),
    STEP: text("the step's name", "query-runner"),
    REPLIES: text("the event type it replies with", QUERY_COMPLETED_TYPE),
    DATASETS: json("a JSON object: name in the query to location", checkWith(names)),
    QUERY: text("one SELECT, parameters as $name"),
    PARAMETERS: json("a JSON object: parameter to field of the event's data", checkWith(names), {}),
    DATASET_ID: text("the data set that result tables belong to, of a-z, 0-9 and _"),
    TABLE_ID: text("the result table's name, a template such as late_{airport}"),
    STORE: text("the folder for result tables"),
    MAX_ROWS: integer("the most rows a result table may have", 1_000_000, { min: 1, max: 1_000_000_000 }),
  });
  if (!TABLE_NAME.test(settings.DATASET_ID)) {
    throw new ConfigurationError([`DATASET_ID is "${settings.DATASET_ID}". Set it to a name of a-z, 0-9 and _.`]);
  }
  const engine = await duckDbEngine({
    datasets: locate(settings.DATASETS, process.cwd()),
    store: settings.STORE,
    maxRows: settings.MAX_ROWS,
  });
  const completed = queryCompleted(settings.REPLIES);
  const run = await queryRunner(
    {
      sql: settings.QUERY,
      parameters: settings.PARAMETERS,
      datasetId: settings.DATASET_ID,
      tableId: settings.TABLE_ID,
    },
    engine,
    completed,
  );
  const step = defineStep(settings.STEP, {
    accepts: settings.ACCEPTS.map((type) => defineEvent(type)),
    replies: [completed],
  });
  return service(step, (event) => run(event));
});

/** @throws ConfigurationError naming every data set that is not there */
function locate(locations: Readonly<Record<string, string>>, directory: string): Record<string, DatasetFiles> {
  const problems: string[] = [];
  const found: Record<string, DatasetFiles> = {};
  for (const [name, location] of Object.entries(locations)) {
    try {
      found[name] = datasetFiles(location, directory);
    } catch (error) {
      problems.push(`The data set "${name}" in DATASETS: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return found;
}
