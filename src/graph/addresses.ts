import type { Settings } from "../manifests/settings.ts";
import type { EndpointId } from "./graph.ts";

/** Knative's own namespace in an installation as shipped. */
const SYSTEM = "knative-eventing";

/** `http://broker-ingress.knative-eventing.svc.<domain>/<ns>/<name>` and its like (eventing.md §8.1). */
export function systemUrl(host: string, namespace: string, name: string, settings: Settings): string {
  return `${serviceUrl(host, SYSTEM, settings)}/${namespace}/${name}`;
}

/** `http://<name>.<ns>.svc.<domain>`, without a trailing slash (eventing.md §3.2). */
export function serviceUrl(name: string, namespace: string, settings: Settings): string {
  return `http://${name}.${namespace}.svc.${settings.clusterDomain}`;
}

/**
 * A URL for an object whose address only the cluster knows. `invalid` is reserved (RFC 2606), so nobody takes it for
 * the real one.
 */
export function unknownUrl(key: string): string {
  const [, kind = "", namespace = "", name = ""] = key.split("/");
  return `http://${name}.${namespace}.${kind.toLowerCase()}.invalid`;
}

/** Finds who answers at a URL. Hosts count in their full and their `.svc` form, at any path below the address. */
export class AddressBook {
  private readonly byAddress = new Map<string, { readonly endpoint: EndpointId; readonly url: string }>();
  private readonly suffix: string;

  public constructor(settings: Settings) {
    this.suffix = `.svc.${settings.clusterDomain}`;
  }

  public add(endpoint: EndpointId, url: string): void {
    const parsed = tryParseUrl(url);
    if (parsed === undefined) return;
    const address = this.host(parsed) + bare(parsed.pathname);
    if (!this.byAddress.has(address)) this.byAddress.set(address, { endpoint, url });
  }

  /** The endpoint at exactly this path, else at its host alone. */
  public find(url: string): EndpointId | undefined {
    const parsed = tryParseUrl(url);
    if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) return undefined;
    const host = this.host(parsed);
    return (this.byAddress.get(host + bare(parsed.pathname)) ?? this.byAddress.get(host))?.endpoint;
  }

  private host(url: URL): string {
    const { hostname } = url;
    return hostname.endsWith(this.suffix) ? hostname.slice(0, -this.suffix.length) + ".svc" : hostname;
  }
}

/** Resolves a relative `uri` against the address of the `ref` beside it (RFC 3986; eventing.md §3.2). */
export function resolveUrl(base: string, uri: string): string | undefined {
  // Go writes no slash before a query where the address has no path; the URL class would.
  if (uri.startsWith("?")) return base.replace(/[?#].*$/, "") + uri;
  try {
    return new URL(uri, base).href;
  } catch {
    return undefined;
  }
}

export function tryParseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function bare(path: string): string {
  return path.replace(/\/$/, "");
}
