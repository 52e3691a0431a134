import { endpointBase } from "../endpoint-base.ts";
import type { GraphObject } from "../graph-object.ts";
import { textsAt, tryMappingAt } from "../read.ts";
import { sinkHop } from "../source-hop.ts";
import type { GraphKind } from "./graph-kind.ts";

/**
 * An object of a kind nobody here knows that names a `sink`, as every source does (eventing.md §3.3): something comes
 * from it, nobody can say what.
 */
export const unknownSource: GraphKind = {
  groupKinds: [],
  endpoint: (object, { settings }) => ({
    kind: "source",
    ...endpointBase(object, settings),
    ceOverrides: textsAt(object.spec, "ceOverrides", "extensions"),
  }),
  hops: sinkHop,
};

export function looksLikeSource(object: GraphObject): boolean {
  const sink = tryMappingAt(object.spec, "sink");
  return sink !== undefined && (tryMappingAt(sink, "ref") !== undefined || typeof sink.uri === "string");
}
