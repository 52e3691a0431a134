import { objectKey, type SourcedManifest } from "../manifests/manifest.ts";
import { childName } from "../manifests/names/child-name.ts";
import type { Settings } from "../manifests/settings.ts";
import { serviceUrl, systemUrl } from "./addresses.ts";
import { authorize } from "./authorization.ts";
import { contractsByName, readEventTypes } from "./event-types.ts";
import { readExternals } from "./external.ts";
import type { Endpoint, EventGraph } from "./graph.ts";
import { type GraphObject, toGraphObject } from "./graph-object.ts";
import { kindOf } from "./kinds/index.ts";
import type { HopContext, KindContext } from "./kinds/graph-kind.ts";
import { readLinks } from "./links.ts";
import { Resolver } from "./resolver.ts";
import { Workloads } from "./workloads.ts";

/**
 * The EventGraph of an app, from its manifests after defaulting. Takes time in proportion to them.
 *
 * - Never throws for what manifests hold: a field of a wrong type is admission's to report and absent here.
 * - What nobody states is unknown, never none.
 * - Of two objects with one name the later counts, as `kubectl apply` has it.
 */
export function buildGraph(manifests: readonly SourcedManifest[], settings: Settings): EventGraph {
  const written = readWritten(manifests);
  const objects = withLowered(written, settings);
  const externals = readExternals([...objects.values()], (key) => externalUrl(key, settings));
  const resolver = new Resolver(objects, externals, settings);
  const context: KindContext = {
    settings,
    resolver,
    workloads: new Workloads(objects.values()),
    object: (key) => objects.get(key),
  };

  publishAddresses(objects, context);
  const endpoints = readEndpoints(objects, context);
  const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const hopContext: HopContext = { ...context, endpoint: (id) => byId.get(id) };
  const hops = [...objects.values()].flatMap((object) => kindOf(object)?.hops?.(object, hopContext) ?? []);
  for (const endpoint of resolver.referenced) if (!byId.has(endpoint.id)) byId.set(endpoint.id, endpoint);
  const eventTypes = readEventTypes(objects.values(), resolver);
  const links = readLinks(objects.values(), (id) => byId.has(id), resolver);

  return {
    endpoints: [...byId.values()],
    hops: authorize(hops, byId, { objects: written }, settings),
    links,
    dangling: resolver.dangling,
    contracts: contractsByName(eventTypes),
    eventTypes,
    objects: written,
  };
}

/** The objects as written, each key once: the last that bears it. */
function readWritten(manifests: readonly SourcedManifest[]): readonly GraphObject[] {
  const written = new Map<string, GraphObject>();
  for (const manifest of manifests) {
    const object = toGraphObject(manifest);
    written.set(object.key, object);
  }
  return [...written.values()];
}

/** All objects by key, each followed by those its controller makes. */
function withLowered(written: readonly GraphObject[], settings: Settings): ReadonlyMap<string, GraphObject> {
  const keys = new Set(written.map(({ key }) => key));
  const all = new Map<string, GraphObject>();
  for (const object of written) {
    all.set(object.key, object);
    for (const made of kindOf(object)?.lower?.(object, { settings }) ?? []) {
      if (!keys.has(made.key)) all.set(made.key, made);
    }
  }
  return all;
}

function publishAddresses(objects: ReadonlyMap<string, GraphObject>, context: KindContext): void {
  for (const object of objects.values()) {
    const kind = kindOf(object);
    const make = kind?.onlyWhenReferenced?.(object) ? () => kind.endpoint?.(object, context) : undefined;
    for (const [key, address] of kind?.addresses?.(object, context) ?? []) {
      context.resolver.publish(key, address, make);
    }
  }
  for (const object of objects.values()) {
    const entry = kindOf(object)?.entry?.(object);
    const address = entry && context.resolver.address(objectKey({ ...entry, namespace: object.namespace }));
    if (address !== undefined) context.resolver.publish(object.key, address);
  }
}

function readEndpoints(objects: ReadonlyMap<string, GraphObject>, context: KindContext): readonly Endpoint[] {
  const endpoints: Endpoint[] = [];
  for (const object of objects.values()) {
    const kind = kindOf(object);
    if (kind === undefined || kind.onlyWhenReferenced?.(object)) continue;
    const endpoint = kind.endpoint?.(object, context);
    if (endpoint !== undefined) endpoints.push(endpoint);
  }
  return endpoints;
}

/** Where something that is declared external is reached: as objects of its kind are (eventing.md §8.1). */
function externalUrl(key: string, settings: Settings): string {
  const [group = "", kind = "", namespace = "", name = ""] = key.split("/");
  if (`${group}/${kind}` === "eventing.knative.dev/Broker")
    return systemUrl("broker-ingress", namespace, name, settings);
  const host = group === "messaging.knative.dev" ? childName(name, "-kn-channel") : name;
  return serviceUrl(host, namespace, settings);
}
