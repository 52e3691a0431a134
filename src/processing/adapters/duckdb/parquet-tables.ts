import { existsSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { FinalError, RetriableError } from "../../../events/handler-errors.ts";
import type { ColumnKind, Scalar, Table, TableRef, TableStore } from "../../ports.ts";
import { databaseError, literal, openDatabase } from "./database.ts";
import { tablePath } from "./query-engine.ts";

/** The result tables of a folder, read by DuckDB. @throws ConfigurationError when DuckDB is not installed */
export async function parquetTables(store: string): Promise<TableStore> {
  const database = await openDatabase(async () => undefined);
  return {
    read: (table, { maxRows }) =>
      database.use((connection) => read(connection, tablePath(store, table), table, maxRows)),
  };
}

async function read(connection: DuckDBConnection, path: string, table: TableRef, maxRows: number): Promise<Table> {
  const name = `${table.datasetId}.${table.tableId}`;
  if (!existsSync(path)) throw new RetriableError(`The table ${name} is not there.`, { status: 404 });
  const result = await connection
    .runAndReadAll(`SELECT * FROM read_parquet(${literal(path)}) LIMIT ${maxRows + 1}`)
    .catch((error: unknown) => {
      throw databaseError(error, `Reading the table ${name}`);
    });
  const rows = result.getRowObjectsJS();
  if (rows.length > maxRows) {
    throw new FinalError(`The table ${name} has more than ${maxRows} rows. Aggregate in the query that makes it.`);
  }
  const types = result.columnTypes().map(String);
  return {
    columns: result.columnNames().map((column, index) => ({ name: column, kind: kindOf(types[index] ?? "") })),
    rows: rows.map((row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, scalar(value)]))),
  };
}

function kindOf(type: string): ColumnKind {
  if (type.endsWith("]")) return "text";
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL)/.test(type)) return "number";
  if (/^(DATE|TIMESTAMP)/.test(type)) return "time";
  return type === "BOOLEAN" ? "boolean" : "text";
}

/** A value as a chart takes it; what is no scalar becomes JSON text. */
function scalar(value: unknown): Scalar {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.getTime();
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part));
}
