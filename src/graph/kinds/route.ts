import { serviceUrl } from "../addresses.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { GraphObject } from "../graph-object.ts";
import { textAt, tryListAt } from "../read.ts";
import { tagAddresses } from "./service.ts";
import type { GraphKind, KindContext } from "./graph-kind.ts";

/**
 * A Route of Serving: another address of the one Service whose revisions all its targets are; else a subscriber of its
 * own, which appears when something names it (serving.md §3.9, §5). What it takes and replies is stated on it, or on the
 * one Configuration behind it.
 */
export const route: GraphKind = {
  groupKinds: ["serving.knative.dev/Route"],
  // Who is behind it is known only once all objects are: its address is published here, before anything is resolved.
  endpoint(object, context) {
    const { settings, resolver } = context;
    const url = serviceUrl(object.name, object.namespace, settings);
    const owner = behindRoute(object, context);
    const endpoint = owner?.kind === "Service" ? owner.key : object.key;
    for (const [key, address] of tagAddresses(object, endpoint, settings)) resolver.publish(key, address);
    if (endpoint !== object.key) resolver.publish(object.key, { endpoint, url });
    else {
      resolver.publish(object.key, { endpoint, url }, () => ({
        kind: "subscriber",
        ...endpointBase(object, settings, { url, fallback: owner }),
      }));
    }
    return undefined;
  },
};

/** The one Service or Configuration that makes the revisions of all targets; undefined for several, or unknown ones. */
export function behindRoute(object: GraphObject, context: KindContext): GraphObject | undefined {
  const owners = new Set((tryListAt(object.spec, "traffic") ?? []).map((target) => ownerOf(target, object, context)));
  const [only] = owners;
  return owners.size === 1 ? only : undefined;
}

/** No name of Kubernetes is longer. */
const LONGEST_NAME = 253;

function ownerOf(target: unknown, route: GraphObject, context: KindContext): GraphObject | undefined {
  const configuration = textAt(target, "configurationName");
  if (configuration !== undefined && configuration !== "") return makerNamed(configuration, route, context);
  // A revision is named after its maker, with a dash and more behind it (serving.md TPL-1).
  let name = textAt(target, "revisionName") ?? "";
  if (name.length > LONGEST_NAME) return undefined;
  while (name.includes("-")) {
    name = name.slice(0, name.lastIndexOf("-"));
    const maker = makerNamed(name, route, context);
    if (maker !== undefined) return maker;
  }
  return undefined;
}

function makerNamed(name: string, { namespace }: GraphObject, { object }: KindContext): GraphObject | undefined {
  return (
    object(`serving.knative.dev/Service/${namespace}/${name}`) ??
    object(`serving.knative.dev/Configuration/${namespace}/${name}`)
  );
}
