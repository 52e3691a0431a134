import type { Timer } from "../delivery/index.ts";
import type { EventGraph } from "../graph/graph.ts";
import { type Compilers, needsOf } from "../shim/core.ts";
import { isShim } from "./prepare-shims.ts";

/** What compiles the tables of a graph's shims, told the time by this clock. */
export type ShimCompilers = (clock: Pick<Timer, "now">) => Compilers;

/** Loads what the shims of a graph use, and nothing else. */
export async function loadShimCompilers(graph: EventGraph): Promise<ShimCompilers> {
  const needs = graph.endpoints.filter(isShim).map(({ routes }) => needsOf(routes));
  const jsonata = needs.some((need) => need.jsonata) ? await import("../shim/host/jsonata.ts") : undefined;
  const schemas = needs.some((need) => need.schemas) ? await import("../shim/host/schemas.ts") : undefined;
  return (clock) => ({
    ...(jsonata === undefined ? {} : { expressions: jsonata.jsonataExpressions(clock) }),
    ...(schemas === undefined ? {} : { schemas: schemas.ajvSchemas() }),
  });
}
