import type { Settings } from "../../manifests/settings.ts";
import { serviceUrl } from "../addresses.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { EndpointId } from "../graph.ts";
import type { GraphObject } from "../graph-object.ts";
import { textAt, tryListAt } from "../read.ts";
import type { Address } from "../resolver.ts";
import { shimHops, shimTable } from "../shim.ts";
import type { GraphKind } from "./graph-kind.ts";

/** A Knative Service: a subscriber under the name of its own (eventing.md §8.1); a shim sends by itself too. */
export const service: GraphKind = {
  groupKinds: ["serving.knative.dev/Service"],
  addresses: (object, { settings }) => [
    ...tagAddresses(object, object.key, settings),
    [object.key, { endpoint: object.key, url: serviceUrl(object.name, object.namespace, settings) }],
  ],
  endpoint(object, { settings }) {
    const routes = shimTable(object);
    return {
      kind: "subscriber",
      ...endpointBase(object, settings, { url: serviceUrl(object.name, object.namespace, settings) }),
      ...(routes === undefined ? {} : { routes }),
    };
  },
  hops: shimHops,
};

/** Each tag is reached by a Kubernetes Service of its own, `TAG-NAME` (serving.md §5, L4-3). */
export function tagAddresses(
  { spec, name, namespace }: GraphObject,
  endpoint: EndpointId,
  settings: Settings,
): readonly (readonly [string, Address])[] {
  return (tryListAt(spec, "traffic") ?? []).flatMap((target) => {
    const tag = textAt(target, "tag");
    if (tag === undefined || tag === "") return [];
    const tagged = `${tag}-${name}`;
    return [[`/Service/${namespace}/${tagged}`, { endpoint, url: serviceUrl(tagged, namespace, settings) }]];
  });
}
