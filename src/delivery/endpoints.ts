/** An object named in a path. */
export interface NamedInPath {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Which Broker a request to the ingress is for, by its request URI, or the status that refuses it (eventing.md §6.6):
 * exactly `/` is 404; anything but `/<namespace>/<name>`, one slash more allowed, is 400. A query is part of the name.
 */
export function ingressPath(uri: string): NamedInPath | 404 | 400 {
  if (uri === "/") return 404;
  return twoSegments(uri) ?? 400;
}

/**
 * Which channel a request to the dispatcher is for: `host` leaves it to the `Host` header, a path of two segments wins
 * over any host, anything else is 400 (eventing.md §6.4). Takes the path without a query.
 */
export function channelPath(path: string): NamedInPath | "host" | 400 {
  if (path === "/" || path === "") return "host";
  return twoSegments(path) ?? 400;
}

/** Which Trigger a request to the filter is for, or 400 (eventing.md §6.7). Takes the request URI. */
export function filterPath(uri: string): (NamedInPath & { readonly uid: string }) | 400 {
  const [root, triggers, namespace, name, uid, ...rest] = uri.split("/");
  if (root !== "" || triggers !== "triggers") return 400;
  if (namespace === undefined || name === undefined || uid === undefined || rest.length > 1) return 400;
  return { namespace, name, uid };
}

function twoSegments(path: string): NamedInPath | undefined {
  const [root, namespace, name, ...rest] = (path.endsWith("/") ? path.slice(0, -1) : path).split("/");
  if (root !== "" || namespace === undefined || name === undefined || rest.length > 0) return undefined;
  return { namespace, name };
}

/** Headers of the answer to OPTIONS, the CloudEvents webhook handshake (eventing.md §6.4). */
export const WEBHOOK_HEADERS = Object.freeze([
  ["allow", "POST, OPTIONS"],
  ["webhook-allowed-origin", "*"],
  ["webhook-allowed-rate", "*"],
] as const);

/** More bytes of headers than this are answered 431 (eventing.md §6.4). */
export const MAX_HEADER_BYTES = 1024 * 1024;
