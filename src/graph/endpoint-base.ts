import type { Settings } from "../manifests/settings.ts";
import type { Endpoint } from "./graph.ts";
import type { GraphObject } from "./graph-object.ts";
import { statedContracts } from "./stated-contracts.ts";

type Shared = Pick<
  Endpoint,
  | "id"
  | "name"
  | "namespace"
  | "origin"
  | "construct"
  | "entryOf"
  | "accepts"
  | "replies"
  | "emits"
  | "stated"
  | "manifest"
  | "local"
  | "url"
>;

/** What endpoints of every kind take from their object. `fallback` is a second object that may state its contracts. */
export function endpointBase(
  object: GraphObject,
  settings: Settings,
  options: { readonly url?: string; readonly fallback?: GraphObject | undefined } = {},
): Shared {
  const local = object.local ?? options.fallback?.local;
  return {
    id: object.key,
    name: object.name,
    namespace: object.namespace,
    origin: object.origin(""),
    ...(object.construct === undefined ? {} : { construct: object.construct }),
    ...(object.entryOf === undefined ? {} : { entryOf: object.entryOf }),
    ...(options.url === undefined ? {} : { url: options.url }),
    ...statedContracts(object, settings, options.fallback),
    manifest: object.manifest,
    ...(local === undefined ? {} : { local }),
  };
}
