import { endpointBase } from "../endpoint-base.ts";
import type { GraphObject } from "../graph-object.ts";
import { textAt, tryMappingAt } from "../read.ts";
import { behindRoute } from "./route.ts";
import type { GraphKind, KindContext } from "./graph-kind.ts";

/**
 * A DomainMapping: a subscriber at a domain of its own, behind which the Service or Route stands that it names, in its
 * own namespace (serving.md §3.11).
 */
export const domainMapping: GraphKind = {
  groupKinds: ["serving.knative.dev/DomainMapping"],
  addresses: (object) => [[object.key, { endpoint: object.key, url: urlOf(object) }]],
  endpoint: (object, context) => ({
    kind: "subscriber",
    ...endpointBase(object, context.settings, { url: urlOf(object), fallback: behind(object, context) }),
  }),
  onlyWhenReferenced: () => true,
  hops(object, { resolver }) {
    resolver.mustExist(object, "spec.ref", object.spec.ref);
    return [];
  },
};

function urlOf({ name, spec }: GraphObject): string {
  return `${tryMappingAt(spec, "tls") === undefined ? "http" : "https"}://${name}`;
}

function behind({ namespace, spec }: GraphObject, context: KindContext): GraphObject | undefined {
  const [kind, name] = [textAt(spec.ref, "kind"), textAt(spec.ref, "name")];
  const group = textAt(spec.ref, "apiVersion")?.split("/")[0] ?? "";
  if (group !== "serving.knative.dev" || kind === undefined || name === undefined) return undefined;
  const target = context.object(`${group}/${kind}/${namespace}/${name}`);
  return target?.kind === "Route" ? (behindRoute(target, context) ?? target) : target;
}
