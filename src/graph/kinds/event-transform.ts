import { eventTransformChildName } from "../../manifests/lowering/index.ts";
import type { Settings } from "../../manifests/settings.ts";
import { serviceUrl } from "../addresses.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { Contracts } from "../graph.ts";
import type { GraphObject } from "../graph-object.ts";
import { textAt, tryMappingAt } from "../read.ts";
import { sinkHop } from "../source-hop.ts";
import { transformOutput } from "../transform-output.ts";
import type { GraphKind } from "./graph-kind.ts";

/**
 * An EventTransform: a subscriber that answers with what its expression makes of the event, or sends that to its own
 * sink (eventing.md §11.1). What the expressions make is what is stated, else what their text tells.
 */
export const eventTransform: GraphKind = {
  groupKinds: ["eventing.knative.dev/EventTransform"],
  addresses: (object, { settings }) => [[object.key, { endpoint: object.key, url: transformUrl(object, settings) }]],
  endpoint(object, { settings }) {
    const base = endpointBase(object, settings, { url: transformUrl(object, settings) });
    const made = madeBy(object, "jsonata");
    const hasSink = object.spec.sink !== undefined;
    return {
      kind: "subscriber",
      ...base,
      replies: base.replies ?? (hasSink ? answered(object) : made),
      emits: base.emits ?? (hasSink ? made : undefined),
    };
  },
  hops: (object, context) => (object.spec.sink === undefined ? [] : sinkHop(object, context)),
};

function transformUrl(object: GraphObject, settings: Settings): string {
  return serviceUrl(eventTransformChildName(object.name), object.namespace, settings);
}

/** What an expression of it makes. */
function madeBy(object: GraphObject, ...path: readonly string[]): Contracts {
  const expression = textAt(object.spec, ...path, "expression");
  return expression === undefined ? undefined : transformOutput(expression);
}

/** What comes back through a sink: nothing, what the reply expression makes, or what the sink says. */
function answered(object: GraphObject): Contracts {
  if (tryMappingAt(object.spec, "reply")?.discard === true) return [];
  return madeBy(object, "reply", "jsonata");
}
