import type { Timer } from "../../delivery/index.ts";
import type { RouteTable } from "../../routes/index.ts";
import { type Compilers, needsOf } from "../prepare.ts";

/** Loads what the table uses, and nothing else: JSONata and the JSON Schema validator are files of their own. */
export async function loadCompilers(table: RouteTable, clock: Pick<Timer, "now">): Promise<Compilers> {
  const { jsonata, schemas } = needsOf(table);
  return {
    ...(jsonata ? { expressions: (await import("./jsonata.ts")).jsonataExpressions(clock) } : {}),
    ...(schemas ? { schemas: (await import("./schemas.ts")).ajvSchemas() } : {}),
  };
}
