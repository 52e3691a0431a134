import { nearestName } from "../diagnostics/did-you-mean.ts";
import type { ObjectRef } from "../diagnostics/index.ts";
import { objectKey } from "../manifests/manifest.ts";
import type { Settings } from "../manifests/settings.ts";
import { AddressBook, resolveUrl, tryParseUrl, unknownUrl } from "./addresses.ts";
import type { DanglingReference, Endpoint, EndpointId, Origin, Target } from "./graph.ts";
import type { GraphObject } from "./graph-object.ts";
import type { Externals } from "./external.ts";
import { isAddressable } from "./addressable.ts";
import { statedContracts } from "./stated-contracts.ts";
import { textAt, tryMappingAt } from "./read.ts";

/** What a destination came to: a target; nothing, when none is written; or written and of no use. */
export type Resolution = Target | "unresolved" | undefined;

/** An endpoint and its address, found by the object it is. */
export interface Address {
  readonly endpoint: EndpointId;
  readonly url: string;
}

/**
 * Resolves Destinations (eventing.md §3.2) among the objects of one graph. Remembers the endpoints that exist only
 * because something names them, and the references that name nothing.
 */
export class Resolver {
  public readonly dangling: DanglingReference[] = [];
  private readonly addresses = new Map<string, Address>();
  private readonly book: AddressBook;
  private readonly named = new Map<EndpointId, Endpoint>();
  private readonly onDemand = new Map<string, () => Endpoint | undefined>();
  private readonly objects: ReadonlyMap<string, GraphObject>;
  private readonly externals: Externals;
  private readonly settings: Settings;
  private namesByKind: Map<string, string[]> | undefined;

  public constructor(objects: ReadonlyMap<string, GraphObject>, externals: Externals, settings: Settings) {
    this.objects = objects;
    this.externals = externals;
    this.settings = settings;
    this.book = new AddressBook(settings);
    for (const [uri, { id }] of externals.byUri) this.book.add(id, uri);
  }

  /** Says that the object with this key is reached at `url`; `make` gives its endpoint if it has none of its own yet. */
  public publish(key: string, address: Address, make?: () => Endpoint | undefined): void {
    this.addresses.set(key, address);
    this.book.add(address.endpoint, address.url);
    if (make !== undefined) this.onDemand.set(address.endpoint, make);
  }

  /** Endpoints that nothing but a reference brought into the graph, in the order of their first reference. */
  public get referenced(): readonly Endpoint[] {
    return [...this.named.values()];
  }

  /** Resolves the destination in a field of `object`, which holds a `ref`, a `uri`, or both. */
  public destination(object: GraphObject, field: string, value: unknown): Resolution {
    const destination = tryMappingAt(value);
    if (destination === undefined) return value === undefined || value === null ? undefined : "unresolved";
    const uri = textAt(destination, "uri");
    const ref = tryMappingAt(destination, "ref");
    if (ref === undefined) {
      return uri === undefined ? "unresolved" : this.uri(uri, object.origin(`${field}.uri`));
    }
    const found = this.reference(object, `${field}.ref`, ref);
    if (typeof found !== "object") return found ?? "unresolved";
    if (uri === undefined) return found;
    const url = resolveUrl(found.url, uri);
    if (url === undefined) return "unresolved";
    // `//other.host/x` leaves the object behind (eventing.md §3.2).
    if (tryParseUrl(url)?.host !== tryParseUrl(found.url)?.host) return this.uri(url, object.origin(`${field}.uri`));
    return { ...found, url };
  }

  /** Resolves a reference in a field of `object`; what is found nowhere is remembered as dangling. */
  public reference(object: GraphObject, field: string, value: unknown): Resolution {
    const ref = readRef(value, object.namespace);
    if (ref === undefined) return "unresolved";
    const key = objectKey(ref);
    const origin = object.origin(field);
    const address = this.address(key);
    if (address !== undefined) return this.target(address, origin);
    const external = this.externals.byKey.get(key);
    if (external !== undefined) {
      this.remember(external);
      return { endpoint: external.id, url: external.url ?? unknownUrl(key), origin };
    }
    const found = this.objects.get(key);
    if (found === undefined) {
      this.dangling.push({ origin, ref, ...this.near(ref) });
      return "unresolved";
    }
    if (!isAddressable(found.groupKind)) {
      this.dangling.push({ origin, ref, notAddressable: true });
      return "unresolved";
    }
    return this.target(this.unknownKind(found), origin);
  }

  /** Whether a reference names an object among the manifests or one declared external. Remembers it as dangling if not. */
  public mustExist(object: GraphObject, field: string, value: unknown): void {
    const ref = readRef(value, object.namespace);
    if (ref === undefined) return;
    const key = objectKey(ref);
    if (this.objects.has(key) || this.externals.byKey.has(key) || this.address(key) !== undefined) return;
    this.dangling.push({ origin: object.origin(field), ref, ...this.near(ref) });
  }

  /** Where the object with this key is reached. A core Service may be the one that Knative makes for its own Service. */
  public address(key: string): Address | undefined {
    const own = this.addresses.get(key);
    if (own !== undefined || !key.startsWith("/Service/")) return own;
    return this.addresses.get(`serving.knative.dev${key}`);
  }

  private target({ endpoint, url }: Address, origin: Origin): Target {
    const made = this.named.has(endpoint) ? undefined : this.onDemand.get(endpoint)?.();
    if (made !== undefined) this.named.set(endpoint, made);
    return { endpoint, url, origin };
  }

  private uri(uri: string, origin: Origin): Resolution {
    const parsed = tryParseUrl(uri);
    if (parsed === undefined || parsed.host === "") return "unresolved";
    const external = this.externals.byUri.get(uri);
    if (external !== undefined) {
      this.remember(external);
      return { endpoint: external.id, url: uri, origin };
    }
    const known = this.book.find(uri);
    if (known !== undefined) return this.target({ endpoint: known, url: uri }, origin);
    const id = `uri/${uri}`;
    this.remember({
      kind: "external",
      id,
      name: uri,
      namespace: "",
      origin,
      url: uri,
      accepts: undefined,
      replies: undefined,
      emits: undefined,
    });
    return { endpoint: id, url: uri, origin };
  }

  /** An object of a kind we do not know, which something sends events to: it takes them, more is not known. */
  private unknownKind(object: GraphObject): Address {
    const address = { endpoint: object.key, url: unknownUrl(object.key) };
    this.publish(object.key, address, () => ({
      kind: "sink",
      id: object.key,
      name: object.name,
      namespace: object.namespace,
      origin: object.origin(""),
      ...(object.construct === undefined ? {} : { construct: object.construct }),
      url: address.url,
      ...statedContracts(object, this.settings),
      manifest: object.manifest,
    }));
    return address;
  }

  private remember(endpoint: Endpoint): void {
    if (!this.named.has(endpoint.id)) this.named.set(endpoint.id, endpoint);
  }

  /** The nearest name among objects of the same kind and namespace. */
  private near(ref: ObjectRef): { readonly near?: string } {
    this.namesByKind ??= groupNames(this.objects.values());
    const near = nearestName(ref.name, this.namesByKind.get(placeKey(objectKey(ref))) ?? []);
    return near === undefined ? {} : { near };
  }
}

function readRef(value: unknown, ownNamespace: string): (ObjectRef & { readonly namespace: string }) | undefined {
  const kind = textAt(value, "kind");
  const name = textAt(value, "name");
  if (kind === undefined || name === undefined) return undefined;
  const apiVersion = textAt(value, "apiVersion") ?? textAt(value, "group") ?? "";
  return { apiVersion, kind, name, namespace: textAt(value, "namespace") ?? ownNamespace };
}

function groupNames(objects: Iterable<GraphObject>): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { key, name } of objects) {
    const place = placeKey(key);
    const list = names.get(place);
    if (list === undefined) names.set(place, [name]);
    else list.push(name);
  }
  return names;
}

/** A key without its name: group, kind and namespace. */
function placeKey(key: string): string {
  return key.slice(0, key.lastIndexOf("/"));
}
