import { FinalError } from "../events/handler-errors.ts";
import type { Scalar, TableRef } from "./ports.ts";
import { fillTemplate } from "./template.ts";

/** What a data set and a table may be called, everywhere (pipelines.md §7): never quoted, never a path. */
export const TABLE_NAME = /^[a-z0-9_]+$/;

/** The most characters a table name may have; file systems hold 255 with our suffixes. */
const MAX_LENGTH = 200;

/**
 * The name a query's table gets: the template filled, in lower case, without blanks (`United Kingdom` is
 * `unitedkingdom`, pipelines.md §1.2).
 *
 * @throws FinalError when other characters remain: they are refused, never replaced, so that two values never share a table
 */
export function tableName(template: string, values: Readonly<Record<string, Scalar>>): string {
  const name = fillTemplate(template, values).toLowerCase().replaceAll(" ", "");
  if (TABLE_NAME.test(name) && name.length <= MAX_LENGTH) return name;
  throw new FinalError(
    `"${name.slice(0, 80)}" cannot name a table: only a to z, 0 to 9 and _ are allowed, at most ${MAX_LENGTH} of them.`,
  );
}

/**
 * Refuses a reference whose names could leave the store. Every adapter calls it on what came in an event.
 *
 * @throws FinalError
 */
export function checkTable(table: TableRef): TableRef {
  for (const [field, name] of Object.entries(table)) {
    if (typeof name === "string" && TABLE_NAME.test(name) && name.length <= MAX_LENGTH) continue;
    throw new FinalError(`\`${field}\` is ${JSON.stringify(name)}, which cannot name a table.`);
  }
  return table;
}
