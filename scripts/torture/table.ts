import type { RouteTable } from "../../src/routes/index.ts";
import { MODES } from "./modes.ts";
import { REPLICA_HEADER, RESPONSE_BYTES } from "./services.ts";

/** The table with every mode; all its destinations are services at one address. */
export function tortureTable(address: string): RouteTable {
  const names = MODES.flatMap(({ places }) => Object.keys(places));
  return {
    version: 1,
    name: "torture",
    destinations: Object.fromEntries(
      names.map((name) => [name, { url: `${address}/${name}`, headers: { [REPLICA_HEADER]: { env: "REPLICA" } } }]),
    ),
    routes: Object.fromEntries(MODES.map(({ path, route }) => [path, route])),
    // Few enough that a replica that is left alone with all events has to turn some away.
    limits: { concurrency: 32, queue: 16, responseBytes: RESPONSE_BYTES, bodyBytes: 256 * 1024 },
  };
}
