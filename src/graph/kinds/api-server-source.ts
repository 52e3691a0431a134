import { endpointBase } from "../endpoint-base.ts";
import type { ContractRef } from "../graph.ts";
import { textAt, textsAt, tryListAt } from "../read.ts";
import { sinkHop } from "../source-hop.ts";
import type { GraphKind } from "./graph-kind.ts";

const CHANGES = ["add", "update", "delete"];

/** An ApiServerSource: three types by its mode (eventing.md §7.1). Its `filters` run before it sends. */
export const apiServerSource: GraphKind = {
  groupKinds: ["sources.knative.dev/ApiServerSource"],
  endpoint(object, { settings }) {
    const types = emittedTypes(textAt(object.spec, "mode"));
    const base = endpointBase(object, settings);
    const stated = base.emits?.filter(({ type }) => types.some((emitted) => emitted.type === type)) ?? [];
    return {
      kind: "source",
      ...base,
      accepts: [],
      replies: [],
      emits: stated.length === 0 ? types : stated,
      ceOverrides: textsAt(object.spec, "ceOverrides", "extensions"),
    };
  },
  hops(object, context) {
    const filters = tryListAt(object.spec, "filters");
    const filter = filters === undefined ? {} : { filters, origin: object.origin("spec.filters") };
    return sinkHop(object, context, filter);
  },
};

function emittedTypes(mode: string | undefined): readonly ContractRef[] {
  const kind = mode === "Resource" ? "resource" : "ref";
  return CHANGES.map((change) => ({ type: `dev.knative.apiserver.${kind}.${change}` }));
}
