import { endpointBase } from "../endpoint-base.ts";
import { textsAt } from "../read.ts";
import { sinkHop } from "../source-hop.ts";
import type { GraphKind } from "./graph-kind.ts";

/** A ContainerSource: it emits what its containers send, known only where it is stated (eventing.md §7.1). */
export const containerSource: GraphKind = {
  groupKinds: ["sources.knative.dev/ContainerSource"],
  endpoint: (object, { settings }) => ({
    kind: "source",
    ...endpointBase(object, settings),
    accepts: [],
    replies: [],
    ceOverrides: textsAt(object.spec, "ceOverrides", "extensions"),
  }),
  hops: sinkHop,
};
