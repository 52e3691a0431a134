import { PING_TYPE } from "../../events/ping.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { Contracts, PingSpec } from "../graph.ts";
import type { GraphObject } from "../graph-object.ts";
import { textAt, textsAt } from "../read.ts";
import { sinkHop } from "../source-hop.ts";
import type { GraphKind } from "./graph-kind.ts";

/** A PingSource (eventing.md §4.12, §7.1). Whatever is stated of it, it emits one type. */
export const pingSource: GraphKind = {
  groupKinds: ["sources.knative.dev/PingSource"],
  endpoint(object, { settings }) {
    const base = endpointBase(object, settings);
    return {
      kind: "source",
      ...base,
      accepts: [],
      replies: [],
      emits: emitted(base.emits),
      ceOverrides: textsAt(object.spec, "ceOverrides", "extensions"),
      ping: readPing(object),
    };
  },
  hops: sinkHop,
};

/** The stated contracts of the type it can emit; a claim of any other type is not what it does. */
function emitted(stated: Contracts): Contracts {
  const pings = (stated ?? []).filter(({ type }) => type === PING_TYPE);
  return pings.length === 0 ? [{ type: PING_TYPE }] : pings;
}

function readPing(object: GraphObject): PingSpec {
  const contentType = textAt(object.spec, "contentType");
  const base64 = textAt(object.spec, "dataBase64");
  const data = base64 === undefined ? textAt(object.spec, "data") : new Uint8Array(Buffer.from(base64, "base64"));
  return {
    schedule: textAt(object.spec, "schedule") ?? "* * * * *",
    // An empty timezone is the pod's own, which is UTC as shipped.
    timezone: textAt(object.spec, "timezone") ?? "UTC",
    ...(contentType === undefined ? {} : { contentType }),
    ...(data === undefined ? {} : { data }),
    source: `/apis/v1/namespaces/${object.namespace}/pingsources/${object.name}`,
  };
}
