import { endpointBase } from "../endpoint-base.ts";
import type { GraphObject } from "../graph-object.ts";
import { textAt, tryMappingAt } from "../read.ts";
import { behindRoute } from "./route.ts";
import type { GraphKind, KindContext } from "./graph-kind.ts";

/**
 * A DomainMapping: another address of the Service or Route that it names in its own namespace (serving.md §3.11); with
 * anything else behind it a subscriber of its own, which appears when something names it.
 */
export const domainMapping: GraphKind = {
  groupKinds: ["serving.knative.dev/DomainMapping"],
  // As with a Route: published before anything is resolved.
  endpoint(object, context) {
    const url = urlOf(object);
    const target = behind(object, context);
    if (target !== undefined) context.resolver.publish(object.key, { endpoint: target.key, url });
    else {
      context.resolver.publish(object.key, { endpoint: object.key, url }, () => ({
        kind: "subscriber",
        ...endpointBase(object, context.settings, { url }),
      }));
    }
    return undefined;
  },
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
  if (target?.kind !== "Route") return target?.kind === "Service" ? target : undefined;
  const owner = behindRoute(target, context);
  return owner?.kind === "Service" ? owner : target;
}
