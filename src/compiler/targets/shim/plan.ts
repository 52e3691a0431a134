import type { Diagnostic } from "../../../diagnostics/index.ts";
import { ROUTE_TABLE_VERSION, type Route, type RouteTable, validateRouteTable } from "../../../routes/index.ts";
import type { Flow } from "../../flow.ts";
import type { ShimContext } from "../target.ts";
import { Destinations } from "./destinations.ts";
import type { StepWriter } from "./route-steps.ts";
import { MAX_TABLE_VARIABLE, SERVICE, tableText } from "./service.ts";

/** A shim as it will be deployed, or why it cannot be. */
export interface ShimPlan {
  readonly table: string;
  readonly sends: ReadonlyMap<string, readonly string[]>;
  readonly destinations: Destinations;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Writes the route table of a shim, and finds what is wrong with it: addresses that only the cluster knows, what the
 * table's own rules refuse, a table that no variable holds.
 *
 * @param id - the id of the shim's Service below the Pipeline
 */
export function planShim(
  flow: Flow,
  { id, at }: { readonly id: string; readonly at: string },
  context: ShimContext,
  write: (writer: StepWriter) => Readonly<Record<string, Route>>,
): ShimPlan {
  const destinations = new Destinations(context.addressOf);
  const writer: StepWriter = { destinations, delivery: flow.delivery, sends: new Map() };
  const routes = write(writer);
  const table: RouteTable = {
    version: ROUTE_TABLE_VERSION,
    name: context.nameOf(id, SERVICE),
    destinations: destinations.table,
    routes,
  };
  const text = tableText(table);
  return { table: text, sends: writer.sends, destinations, diagnostics: faultsOf(at, table, text, destinations) };
}

function faultsOf(at: string, table: RouteTable, text: string, { unknown }: Destinations): readonly Diagnostic[] {
  if (unknown.length > 0) {
    return unknown.map(({ name, problem }) => ({
      code: "address-only-the-cluster-knows",
      severity: "error",
      at: { construct: at },
      message: `A shim sends by URL, and that of "${name}" is not known before it is deployed: ${problem}`,
      mend: "Give the chart a `namespace`; for what the cluster names itself, use `external(name, { uri })`.",
    }));
  }
  const size = Buffer.byteLength(text);
  if (size > MAX_TABLE_VARIABLE) {
    return [
      {
        code: "route-table-too-large",
        severity: "error",
        at: { construct: at },
        message: `The route table has ${size} bytes, and a revision can carry ${MAX_TABLE_VARIABLE} of them in a variable.`,
        mend: "Split the flow: end it with `publish` to a second Pipeline, which has a shim of its own.",
      },
    ];
  }
  return validateRouteTable(table).diagnostics.map((fault) => ({ ...fault, at: { construct: at } }));
}
