import { objectKey } from "../../manifests/manifest.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { GraphObject } from "../graph-object.ts";
import { textAt, textsAt, tryMappingAt } from "../read.ts";
import { sinkHop } from "../source-hop.ts";
import type { GraphKind } from "./graph-kind.ts";

/**
 * A SinkBinding: what its subject sends to the URL it is given (eventing.md §4.15, §7.2). Contracts and the way to
 * start it may stand on the subject.
 */
export const sinkBinding: GraphKind = {
  groupKinds: ["sources.knative.dev/SinkBinding"],
  endpoint(object, { settings, object: find }) {
    const key = subjectKey(object);
    const base = endpointBase(object, settings, { fallback: key === undefined ? undefined : find(key) });
    return {
      kind: "source",
      ...base,
      accepts: [],
      replies: [],
      ceOverrides: textsAt(object.spec, "ceOverrides", "extensions"),
    };
  },
  hops: sinkHop,
};

/** The subject's key; undefined for subjects chosen by labels. */
function subjectKey(object: GraphObject): string | undefined {
  const subject = tryMappingAt(object.spec, "subject");
  const kind = textAt(subject, "kind");
  const name = textAt(subject, "name");
  if (kind === undefined || name === undefined) return undefined;
  return objectKey({
    apiVersion: textAt(subject, "apiVersion") ?? "",
    kind,
    name,
    namespace: textAt(subject, "namespace") ?? object.namespace,
  });
}
