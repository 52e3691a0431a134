import type { Diagnostic } from "../diagnostics/index.ts";
import { isDeeperThan } from "../events/http/json-members.ts";
import { MAX_TABLE_BYTES, MAX_TABLE_DEPTH, RouteFaults } from "./faults.ts";
import { checkFlow } from "./flow-rules.ts";
import { checkNames } from "./names.ts";
import { checkShape, isRecord } from "./shape.ts";
import type { RouteTable } from "./table.ts";
import { TABLE } from "./table-shape.ts";

/** A table that may be run, or everything that is wrong with it. */
export type RouteTableReading =
  | { readonly table: RouteTable; readonly diagnostics: readonly [] }
  | { readonly table?: undefined; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads a route table. Never throws; all faults at once, each with its place and what to change.
 *
 * @param file where the text comes from, for the diagnostics
 */
export function parseRouteTable(text: string, file?: string): RouteTableReading {
  const faults = new RouteFaults(file);
  const size = Buffer.byteLength(text);
  if (size > MAX_TABLE_BYTES) {
    faults.add(
      "route-table-too-large",
      [],
      `The route table has ${size} bytes, and at most ${MAX_TABLE_BYTES} are read.`,
      "Split the flows over several shims.",
    );
  } else if (isDeeperThan(text, MAX_TABLE_DEPTH)) {
    faults.add(
      "route-table-too-large",
      [],
      `The route table is nested deeper than ${MAX_TABLE_DEPTH} levels.`,
      "Split the flow into several routes.",
    );
  }
  if (faults.list.length > 0) return { diagnostics: faults.list };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    faults.add("route-table-no-json", [], `The route table is no JSON: ${jsonFault(error)}`, "Mend the JSON.");
    return { diagnostics: faults.list };
  }
  return validate(value, faults);
}

/** The same for a table in memory: what a compiler has made. */
export function validateRouteTable(value: unknown): RouteTableReading {
  return validate(value, new RouteFaults());
}

function validate(value: unknown, faults: RouteFaults): RouteTableReading {
  if (!isRecord(value)) {
    faults.add("route-table-no-json", [], "The route table is no JSON object.", 'Write { "version": 1, … }.');
    return { diagnostics: faults.list };
  }
  checkShape(value, TABLE, [], faults);
  if (!hasShape(value, faults)) return { diagnostics: faults.list };
  const destinations = new Set(Object.keys(value.destinations));
  for (const [path, route] of Object.entries(value.routes)) {
    checkNames(route, ["routes", path], destinations, faults);
    if (route.mode === "fuse") checkFlow(route.flow, ["routes", path, "flow"], faults);
  }
  return faults.list.length === 0 ? { table: value, diagnostics: [] } : { diagnostics: faults.list };
}

/** The shape's table says the same as the type; `test/routes/parse-table.test.ts` holds them against each other. */
function hasShape(_value: object, faults: RouteFaults): _value is RouteTable {
  return faults.list.length === 0;
}

function jsonFault(error: unknown): string {
  return `${error instanceof Error ? error.message.slice(0, 160) : String(error)}.`.replace(/\.\.$/, ".");
}
