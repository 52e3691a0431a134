import { tmpdir } from "node:os";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { FinalError, RetriableError } from "../../../events/handler-errors.ts";
import { optionalPeer } from "../optional-peer.ts";

/** A database in memory, with views over files and nothing of its own. */
export interface Database {
  /** Runs `use` on a connection of its own: no temporary table, setting or transaction is shared between calls. */
  use<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
}

/**
 * Opens DuckDB in memory. It never fetches extensions, and what does not fit in memory goes to the system's temporary folder.
 *
 * @throws ConfigurationError when `@duckdb/node-api` is not installed
 */
export async function openDatabase(prepare: (connection: DuckDBConnection) => Promise<void>): Promise<Database> {
  const { DuckDBInstance: Instance } = await optionalPeer("@duckdb/node-api", () => import("@duckdb/node-api"));
  const instance: DuckDBInstance = await Instance.create(":memory:", {
    autoinstall_known_extensions: "false",
    temp_directory: tmpdir(),
  });
  const database: Database = {
    use: async (use) => {
      const connection = await instance.connect();
      try {
        return await use(connection);
      } finally {
        connection.closeSync();
      }
    },
  };
  await database.use(prepare);
  return database;
}

/** A text as an SQL literal, for the few statements that take no parameters. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * What DuckDB said, as an answer to the event. Its errors carry no code, but their text starts with the documented
 * exception type; files and memory may be there later, everything else fails again.
 */
export function databaseError(error: unknown, doing: string): unknown {
  if (!(error instanceof Error) || RetriableError.is(error) || FinalError.is(error)) return error;
  const [type = ""] = error.message.split(":", 1);
  const message = `${doing} failed: ${error.message.split("\n\n")[0] ?? error.message}`;
  if (/No space left|Disk quota exceeded|File too large/i.test(error.message)) {
    return new RetriableError(message, { cause: error, status: 507 });
  }
  if (/Read-only file system|Permission denied/i.test(error.message)) return new FinalError(message, { cause: error });
  if (/^(IO|Out of Memory|Interrupt|HTTP|Connection) Error$/i.test(type))
    return new RetriableError(message, { cause: error });
  return new FinalError(message, { cause: error });
}
