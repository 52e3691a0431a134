import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { FinalError } from "../../../events/handler-errors.ts";
import { ConfigurationError } from "../../../service/configuration-error.ts";
import type { QueryEngine, TableRef } from "../../ports.ts";
import { checkTable } from "../../table-name.ts";
import type { DatasetFiles, DatasetFormat } from "../dataset-location.ts";
import { publishFile } from "../files.ts";
import { databaseError, literal, openDatabase } from "./database.ts";

/** What {@link duckDbEngine} takes. */
export interface DuckDbEngineOptions {
  /** The data sets, by the name that queries use. */
  readonly datasets: Readonly<Record<string, DatasetFiles>>;
  /** The folder that holds result tables, as `DATASET/TABLE.parquet`. */
  readonly store: string;
  /** The most rows a result table may have. */
  readonly maxRows: number;
}

const READERS: Readonly<Record<DatasetFormat, string>> = {
  parquet: "read_parquet",
  csv: "read_csv",
  json: "read_json",
};

/**
 * DuckDB over Parquet, CSV and JSON files; result tables are Parquet files.
 *
 * @throws ConfigurationError when DuckDB is not installed or a data set cannot be read
 */
export async function duckDbEngine(options: DuckDbEngineOptions): Promise<QueryEngine> {
  const database = await openDatabase((connection) => createViews(connection, options.datasets));
  return {
    parametersOf: (sql) => database.use((connection) => parametersOf(connection, sql)),
    createTable: (table, { sql, parameters }) =>
      database.use((connection) =>
        publishFile(tablePath(options.store, table), async (temporary) => {
          // One row more than allowed tells a full table from one that is too long.
          const copy = `COPY (SELECT * FROM (\n${withoutEnd(sql)}\n) LIMIT ${options.maxRows + 1}) TO ${literal(temporary)} (FORMAT parquet)`;
          const rows = await run(connection, copy, parameters);
          if (rows > options.maxRows) throw tooManyRows(table, options.maxRows);
          return { rows };
        }),
      ),
  };
}

/** Where a table's file is. @throws FinalError for a name that could leave the store */
export function tablePath(store: string, table: TableRef): string {
  const { datasetId, tableId } = checkTable(table);
  return join(store, datasetId, `${tableId}.parquet`);
}

async function createViews(connection: DuckDBConnection, datasets: DuckDbEngineOptions["datasets"]): Promise<void> {
  const problems: string[] = [];
  for (const [name, { path, format }] of Object.entries(datasets)) {
    try {
      await connection.run(`CREATE VIEW "${name}" AS SELECT * FROM ${READERS[format]}(${literal(path)})`);
    } catch (error) {
      problems.push(`The data set "${name}" cannot be read: ${firstLine(error)}`);
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
}

async function parametersOf(connection: DuckDBConnection, sql: string): Promise<readonly string[]> {
  try {
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw new Error(`it holds ${statements.count} statements, and one is needed.`);
    const statement = await statements.prepare(0);
    // 1 is DuckDB's StatementType.SELECT; the enum's module is loaded lazily, so its number stands here.
    if (Number(statement.statementType) !== 1) throw new Error("it is no SELECT.");
    return Array.from({ length: statement.parameterCount }, (_, index) => statement.parameterName(index + 1));
  } catch (error) {
    // DuckDB's binding says only this of a text without any statement.
    const reason = firstLine(error).replace("Failed to extract statements: ", "");
    const told = reason === "Error in native callback" ? "it holds no statement." : reason;
    throw new ConfigurationError([`The query cannot be used: ${told}`]);
  }
}

async function run(
  connection: DuckDBConnection,
  sql: string,
  parameters: Readonly<Record<string, string | number | boolean | null>>,
): Promise<number> {
  try {
    const result = await connection.run(sql, { ...parameters });
    return result.rowsChanged;
  } catch (error) {
    throw databaseError(error, "The query");
  }
}

/** A semicolon at the end is a habit, and would end the COPY around the query. */
function withoutEnd(sql: string): string {
  return sql.replace(/;\s*$/, "");
}

function tooManyRows(table: TableRef, maxRows: number): FinalError {
  return new FinalError(
    `The query for ${table.datasetId}.${table.tableId} gives more than ${maxRows} rows. Aggregate in the query, or raise MAX_ROWS.`,
  );
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n\n")[0] ?? "";
}
