import { serviceUrl } from "../addresses.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { GraphObject } from "../graph-object.ts";
import { textAt, tryListAt } from "../read.ts";
import { tagAddresses } from "./service.ts";
import type { GraphKind, KindContext } from "./graph-kind.ts";

/**
 * A Route of Serving: a subscriber under the name of its own, whose revisions handle what arrives (serving.md §3.9, §5).
 * What they take and reply is stated on it, or on the one Service or Configuration that all its targets belong to.
 */
export const route: GraphKind = {
  groupKinds: ["serving.knative.dev/Route"],
  addresses: (object, { settings }) => [
    ...tagAddresses(object, settings),
    [object.key, { endpoint: object.key, url: serviceUrl(object.name, object.namespace, settings) }],
  ],
  endpoint: (object, context) => ({
    kind: "subscriber",
    ...endpointBase(object, context.settings, {
      url: serviceUrl(object.name, object.namespace, context.settings),
      fallback: behindRoute(object, context),
    }),
  }),
  // Every Service has a Route that nobody writes; a written one matters only where it is named.
  onlyWhenReferenced: () => true,
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
