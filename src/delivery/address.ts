const HTTP = /^https?:\/\//;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/;

/**
 * The address a request really goes to: a scheme that is not exactly `http` or `https` becomes `http://HOST/`, path and
 * query lost (eventing.md §6.2, 1). Applies to destinations, replies and dead-letter sinks.
 */
export function requestAddress(url: string): string {
  if (HTTP.test(url)) return url;
  const host = SCHEME.exec(url)?.[1];
  return host === undefined ? url : `http://${host}/`;
}
