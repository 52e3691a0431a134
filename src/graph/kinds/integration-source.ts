import { endpointBase } from "../endpoint-base.ts";
import type { Contracts } from "../graph.ts";
import type { GraphObject } from "../graph-object.ts";
import { textsAt, tryMappingAt } from "../read.ts";
import { sinkHop } from "../source-hop.ts";
import type { GraphKind } from "./graph-kind.ts";

/** The variant of an IntegrationSource and the type it emits (eventing.md §7.1). */
const VARIANTS: readonly (readonly [readonly string[], string])[] = [
  [["timer"], "dev.knative.eventing.timer"],
  [["aws", "s3"], "dev.knative.eventing.aws-s3"],
  [["aws", "sqs"], "dev.knative.eventing.aws-sqs"],
  [["aws", "ddbStreams"], "dev.knative.eventing.aws-ddb-streams"],
];

/** An IntegrationSource: one type by its variant. */
export const integrationSource: GraphKind = {
  groupKinds: ["sources.knative.dev/IntegrationSource"],
  endpoint(object, { settings }) {
    const base = endpointBase(object, settings);
    return {
      kind: "source",
      ...base,
      accepts: [],
      replies: [],
      emits: base.emits ?? emitted(object),
      ceOverrides: textsAt(object.spec, "ceOverrides", "extensions"),
    };
  },
  hops: sinkHop,
};

function emitted(object: GraphObject): Contracts {
  const variant = VARIANTS.find(([path]) => tryMappingAt(object.spec, ...path) !== undefined);
  return variant && [{ type: variant[1] }];
}
