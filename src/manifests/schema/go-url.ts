/** The parts of a URL that rules ask for, or why Go cannot read it. */
export type GoUrl =
  | { readonly scheme: string; readonly host: string; readonly fault?: undefined }
  | { readonly fault: string };

/**
 * Reads a URL as Go's `net/url.Parse` does, which decides whether a `uri` can be decoded at all (eventing.md §3.2):
 * looser than WHATWG's (`rel`, `//host/x`, `mailto:a@b` and the empty text are fine), stricter about `%` and ports.
 */
export function parseGoUrl(text: string): GoUrl {
  const hash = text.indexOf("#");
  const main = hash === -1 ? text : text.slice(0, hash);
  if (/[^ -~\u0080-\u{10ffff}]/u.test(main)) return { fault: "invalid control character in URL" };
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/.exec(main)?.[0] ?? "";
  if (scheme === "" && main.startsWith(":")) return { fault: "missing protocol scheme" };
  const afterScheme = scheme === "" ? main : main.slice(scheme.length + 1);
  const query = afterScheme.indexOf("?");
  const rest = query === -1 ? afterScheme : afterScheme.slice(0, query);
  const url = hierarchy(scheme, rest);
  if (url.fault !== undefined || hash === -1) return url;
  const badFragment = badEscape(text.slice(hash + 1));
  return badFragment === undefined ? url : { fault: badFragment };
}

function hierarchy(scheme: string, rest: string): GoUrl {
  if (!rest.startsWith("/")) {
    if (scheme !== "") return { scheme: scheme.toLowerCase(), host: "" };
    const [segment = ""] = rest.split("/", 1);
    if (segment.includes(":")) return { fault: "first path segment in URL cannot contain colon" };
  }
  let host = "";
  let path = rest;
  if (rest.startsWith("//") && (scheme !== "" || !rest.startsWith("///"))) {
    const slash = rest.indexOf("/", 2);
    const authority = slash === -1 ? rest.slice(2) : rest.slice(2, slash);
    path = slash === -1 ? "" : rest.slice(slash);
    const at = authority.lastIndexOf("@");
    host = authority.slice(at + 1);
    const fault = (at === -1 ? undefined : badUserInfo(authority.slice(0, at))) ?? badHost(host);
    if (fault !== undefined) return { fault };
  }
  const fault = badEscape(path);
  return fault === undefined ? { scheme: scheme.toLowerCase(), host } : { fault };
}

function badUserInfo(text: string): string | undefined {
  return /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(text) ? badEscape(text) : "net/url: invalid userinfo";
}

function badHost(host: string): string | undefined {
  let name = host;
  let port = "";
  if (host.startsWith("[")) {
    const close = host.lastIndexOf("]");
    if (close === -1) return "missing ']' in host";
    port = host.slice(close + 1);
    name = host.slice(0, close + 1);
  } else {
    const colon = host.lastIndexOf(":");
    if (colon !== -1) port = host.slice(colon);
  }
  if (!/^(?::[0-9]*)?$/.test(port)) return `invalid port ${JSON.stringify(port)} after host`;
  // Above ASCII anything may be escaped or not; below, only what a host may hold, and no escape but a zone's %25.
  const escape = /%(?![89A-Fa-f][0-9A-Fa-f]|25).{0,2}/.exec(name)?.[0];
  if (escape !== undefined) return `invalid URL escape ${JSON.stringify(escape)}`;
  const odd = /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"%\u0080-\u{10ffff}]/u.exec(name)?.[0];
  return odd === undefined ? undefined : `invalid character ${JSON.stringify(odd)} in host name`;
}

function badEscape(text: string): string | undefined {
  const escape = /%(?![0-9A-Fa-f]{2}).{0,2}/s.exec(text)?.[0];
  return escape === undefined ? undefined : `invalid URL escape ${JSON.stringify(escape)}`;
}
