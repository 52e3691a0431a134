import type { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { type AnyContract, type Contract, defineStep, type Step } from "../../src/events/index.ts";
import { QUERY_COMPLETED_TYPE, QueryCompleted, type QueryCompletedData } from "../../src/processing/contracts.ts";
import { TABLE_NAME } from "../../src/processing/table-name.ts";
import { templateNames } from "../../src/processing/template.ts";
import { KnativeService } from "../serving/knative-service.ts";
import { checkStore, type ReadyServiceProps, readyService } from "./ready-service.ts";
import type { Folder } from "./shared-folder.ts";

/** Properties for {@link SqlQuery}. */
export interface SqlQueryProps<
  Accepts extends AnyContract = AnyContract,
  Type extends string = typeof QUERY_COMPLETED_TYPE,
> extends ReadyServiceProps {
  /** The contract of the event that starts the query. */
  readonly event: Accepts;
  /**
   * One SELECT. Values of the event stand in it as `$name`, and travel as parameters:
   * `SELECT … FROM flights WHERE origin = $airport`.
   */
  readonly sql: string;
  /**
   * Which field of the event's data each parameter takes, as a path: `{ airport: "flight.origin" }`.
   *
   * @default - the field of the parameter's own name
   */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * The data sets, by the name that the query uses. A location is a file (`.parquet`, `.csv`, `.json`, …) or a folder
   * of Parquet files in the container, or `npm:PACKAGE/PATH`, a file that a package of the image brings.
   */
  readonly datasets: Readonly<Record<string, string>>;
  /** The data set that the result tables belong to: `a`–`z`, `0`–`9`, `_`. */
  readonly datasetId: string;
  /** The result table's name, a template over the parameters: `late_{airport}`. Running again replaces the table. */
  readonly tableId: string;
  /** The folder that holds the result tables. */
  readonly store: Folder;
  /**
   * The event it replies with; make others with `queryCompleted(type)`, where one Broker has several queries.
   *
   * @default QueryCompleted
   */
  readonly completed?: Contract<Type, QueryCompletedData>;
  /** The most rows a result table may have. @default 1000000 */
  readonly maxRows?: number;
}

/**
 * Runs one SQL query for each event and replaces a table by its rows, then replies with where the table is.
 *
 * - The engine is DuckDB over files; the table is a Parquet file in `store`.
 * - Delivered twice, it makes the same table twice; a reader sees the old one or the new one, never a part.
 */
export class SqlQuery<
  const Name extends string = string,
  Accepts extends AnyContract = AnyContract,
  Type extends string = typeof QUERY_COMPLETED_TYPE,
> extends KnativeService<Step<Name, Accepts, Contract<Type, QueryCompletedData>>> {
  /** @throws {@link AuthoringError} `processing-without-store`, `invalid-query-table`, `invalid-step-name`, `invalid-name` */
  public constructor(scope: Construct, id: Name, props: SqlQueryProps<Accepts, Type>) {
    const path = `${scope.node.path}/${id}`;
    checkStore(props.store, "store", path);
    checkTable(props, path);
    // Without the prop Type is inferred as the default, which QueryCompleted has.
    const completed = (props.completed ?? QueryCompleted) as Contract<Type, QueryCompletedData>;
    const step = defineStep(id, { accepts: [props.event], replies: [completed] });
    const ready = readyService(props, {
      module: "sluice/processing/query-runner",
      env: {
        STEP: id,
        ACCEPTS: props.event.type,
        REPLIES: completed.type,
        DATASETS: JSON.stringify(props.datasets),
        QUERY: props.sql,
        PARAMETERS: props.parameters === undefined ? undefined : JSON.stringify(props.parameters),
        DATASET_ID: props.datasetId,
        TABLE_ID: props.tableId,
        MAX_ROWS: props.maxRows === undefined ? undefined : String(props.maxRows),
      },
      folders: { STORE: { folder: props.store } },
    });
    super(scope, id, { ...ready, step, visibility: "cluster-local" });
  }
}

function checkTable(
  { datasetId, tableId, sql }: Pick<SqlQueryProps, "datasetId" | "tableId" | "sql">,
  construct: string,
): void {
  const refuse = (message: string, mend: string) =>
    new AuthoringError({ code: "invalid-query-table", at: { construct }, message, mend, source: "pipelines.md §7" });
  if (!TABLE_NAME.test(datasetId)) {
    throw refuse(`\`datasetId\` is "${datasetId}".`, "Use a to z, 0 to 9 and _.");
  }
  const fixed = tableId.replace(/\{[A-Za-z_][A-Za-z0-9_]*\}/g, "");
  if (tableId === "" || !/^[a-z0-9_]*$/.test(fixed)) {
    throw refuse(`\`tableId\` is "${tableId}".`, "Use a to z, 0 to 9, _ and parameters in braces: `late_{airport}`.");
  }
  const unknown = templateNames(tableId).filter((name) => !sql.includes(`$${name}`));
  if (unknown.length > 0) {
    throw refuse(
      `\`tableId\` is "${tableId}", but the query has no parameter $${unknown.join(", $")}.`,
      `Use \`$${unknown[0]}\` in the query, or take it out of \`tableId\`.`,
    );
  }
}
