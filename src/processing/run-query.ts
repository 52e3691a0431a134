import type { Contract, DraftOf } from "../events/contract.ts";
import type { TypedEvent } from "../events/event.ts";
import { FinalError } from "../events/handler-errors.ts";
import { ConfigurationError } from "../service/configuration-error.ts";
import type { QueryCompletedData } from "./contracts.ts";
import type { QueryEngine, Scalar } from "./ports.ts";
import { tableName } from "./table-name.ts";
import { templateNames } from "./template.ts";

/** What a query runner is told once. */
export interface QueryRunnerSettings {
  /** One SELECT; values stand in it as `$name`, never as text. */
  readonly sql: string;
  /**
   * Which field of the event's data each parameter takes, as a path such as `flight.airport`.
   * @default - the field of the parameter's own name
   */
  readonly parameters: Readonly<Record<string, string>>;
  readonly datasetId: string;
  /** A template over the parameters, such as `late_{airport}`. */
  readonly tableId: string;
}

/** Runs the query for one event's data. */
export type RunQuery = (event: TypedEvent) => Promise<DraftOf<Contract<string, QueryCompletedData>>>;

/**
 * A query runner: takes the parameters out of an event, replaces the table they name, and announces it. Keeps nothing
 * between two events (pipelines.md §1.2 tells what happens otherwise).
 *
 * @throws ConfigurationError when the query is no SELECT, or the settings name parameters it does not have
 */
export async function queryRunner(
  settings: QueryRunnerSettings,
  engine: QueryEngine,
  completed: Contract<string, QueryCompletedData>,
): Promise<RunQuery> {
  const names = await engine.parametersOf(settings.sql);
  checkNames(settings, names);
  return async (event) => {
    const parameters = Object.fromEntries(
      names.map((name) => [name, parameterOf(event, name, settings.parameters[name] ?? name)]),
    );
    const table = { datasetId: settings.datasetId, tableId: tableName(settings.tableId, parameters) };
    const { rows } = await engine.createTable(table, { sql: settings.sql, parameters });
    return completed.create({ ...table, parameters, rows });
  };
}

function checkNames(settings: QueryRunnerSettings, names: readonly string[]): void {
  const known = names.length === 0 ? "it has none" : `it has $${names.join(", $")}`;
  const unknown = [...Object.keys(settings.parameters), ...templateNames(settings.tableId)].filter(
    (name) => !names.includes(name),
  );
  if (unknown.length === 0) return;
  throw new ConfigurationError(
    [...new Set(unknown)].map(
      (name) => `"${name}" is no parameter of the query: ${known}. Write it as $${name} in the query.`,
    ),
  );
}

/** @throws FinalError when the event carries no such field, or one that is no single value */
function parameterOf(event: TypedEvent, name: string, path: string): Scalar {
  let value: unknown = event.data;
  for (const part of path.split(".")) {
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined;
  }
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  const what = value === undefined ? "has no" : "has no single value in";
  throw new FinalError(
    `The data of this "${event.type}" event ${what} \`${path}\`, which the query needs as $${name}.`,
    {
      status: 400,
    },
  );
}
