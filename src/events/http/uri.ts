import { decodeText } from "./header-text.ts";

/**
 * URI references as every Knative hop rewrites them: parsed, then written again. The scheme becomes lower-case; what a
 * path, fragment or host may not hold is percent-encoded; a query stays as it is (eventing.md §6.8, §13 row 39).
 * Works on bytes, one character each, because that is what gets percent-encoded.
 */
export type UriReading =
  | {
      readonly ok: true /** As it goes on. */;
      readonly text: string /** Whether it has a scheme. */;
      readonly absolute: boolean;
    }
  | { readonly ok: false /** What is wrong, completing "it has …". */; readonly fault: string };

/** Reads a URI reference, given as bytes. */
export function readUri(bytes: string): UriReading {
  const path = PLAIN_PATH.test(bytes);
  if (path || PLAIN_URL.test(bytes)) return { ok: true, text: bytes, absolute: !path };
  return rewrite(bytes);
}

/** What is rewritten to itself, and makes up nearly all sources. */
const PLAIN_PATH = /^(?:[\w.~-]+|\/[\w.~-]+)(?:\/[\w.~-]+)*\/?$/;
const PLAIN_URL = /^[a-z][a-z0-9+.-]*:\/\/[A-Za-z0-9.-]+(?:\/[\w.~-]+)*\/?$/;

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\x00-\x1f\x7f]/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const USER_INFO = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;
const PORT = /^(?::[0-9]*)?$/;

/** Bytes that stand for themselves when a part is written; `%XX` for the others. */
const KEPT = {
  path: /[A-Za-z0-9\-_.~$&+,/:;=@]/,
  fragment: /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/,
  user: /[A-Za-z0-9\-_.~$&+,;=]/,
  host: /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
} as const;
/** What a path or fragment may hold as it was written, without being written anew. */
const VALID_PATH = /^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]*$/;
const VALID_FRAGMENT = /^[A-Za-z0-9\-_.~$&+,/:;=?@!'()*[\]%]*$/;

class UriFault extends Error {}

function rewrite(bytes: string): UriReading {
  try {
    const { text, absolute } = parse(bytes);
    return { ok: true, text: decodeText(text), absolute };
  } catch (error) {
    if (error instanceof UriFault) return { ok: false, fault: error.message };
    throw error;
  }
}

function parse(bytes: string): { readonly text: string; readonly absolute: boolean } {
  if (CONTROL.test(bytes)) throw new UriFault("a control character");
  const [beforeFragment, fragment] = cutAt(bytes, "#");
  const { text, absolute } = parseWithoutFragment(beforeFragment);
  if (fragment === undefined || fragment === "") return { text, absolute };
  return { text: `${text}#${rewritePart(fragment, "fragment")}`, absolute };
}

function parseWithoutFragment(bytes: string): { readonly text: string; readonly absolute: boolean } {
  if (bytes === "*") return { text: "*", absolute: false };
  if (bytes.startsWith(":")) throw new UriFault("a colon and no scheme before it");
  const scheme = SCHEME.exec(bytes)?.[0].toLowerCase() ?? "";
  const [rest, query] = cutAt(bytes.slice(scheme.length), "?");
  const absolute = scheme !== "";
  // `?` alone at the end stays.
  const tail = query === undefined ? "" : `?${query}`;
  if (!rest.startsWith("/")) {
    if (absolute) return { text: `${scheme}${rest}${tail}`, absolute };
    if ((rest.split("/", 1)[0] as string).includes(":")) throw new UriFault("a colon in its first path segment");
  }
  if (rest.startsWith("//") && (absolute || !rest.startsWith("///"))) {
    const slash = rest.indexOf("/", 2);
    const authority = rewriteAuthority(slash === -1 ? rest.slice(2) : rest.slice(2, slash));
    const path = rewritePart(slash === -1 ? "" : rest.slice(slash), "path");
    // `http://` has neither host nor path: its slashes go.
    const slashes = authority === "" && path === "" ? "" : "//";
    return { text: `${scheme}${slashes}${authority}${path}${tail}`, absolute };
  }
  const path = rewritePart(rest, "path");
  // A colon that was percent-encoded would now end a scheme.
  const dot = !absolute && (path.split("/", 1)[0] as string).includes(":") ? "./" : "";
  return { text: `${scheme}${dot}${path}${tail}`, absolute };
}

function rewriteAuthority(authority: string): string {
  const at = authority.lastIndexOf("@");
  const host = rewriteHost(authority.slice(at + 1));
  if (at === -1) return host;
  const userInfo = authority.slice(0, at);
  if (!USER_INFO.test(userInfo)) throw new UriFault("a character in its user name that is not allowed there");
  const [user, password] = cutAt(userInfo, ":");
  const written = [user, password].filter((part) => part !== undefined).map((part) => escape(unescape(part), "user"));
  return `${written.join(":")}@${host}`;
}

function rewriteHost(host: string): string {
  const open = host.lastIndexOf("[");
  if (open !== -1) {
    const close = host.lastIndexOf("]");
    if (close < open) throw new UriFault("a host in brackets that is not closed");
    checkPort(host.slice(close + 1));
    const zone = host.indexOf("%25");
    const address = host.slice(open + 1, zone === -1 || zone > close ? close : zone);
    if (!isIpv6(address)) throw new UriFault("brackets around what is no IPv6 address");
    if (zone !== -1 && zone < close)
      return `[${address}%25${escape(unescape(host.slice(zone + 3, close)), "user")}]${host.slice(close + 1)}`;
    return `[${address}]${host.slice(close + 1)}`;
  }
  const colon = host.lastIndexOf(":");
  if (colon !== -1) checkPort(host.slice(colon));
  return escape(unescapeHost(host), "host");
}

function checkPort(text: string): void {
  if (!PORT.test(text)) throw new UriFault("a port that is no number");
}

function isIpv6(address: string): boolean {
  if (!/^[0-9A-Fa-f:.]+$/.test(address)) return false;
  const halves = address.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1);
  const ipv4 = last?.includes(".") === true;
  const numbers = ipv4 ? groups.slice(0, -1) : groups;
  if (ipv4 && !isIpv4(last as string)) return false;
  if (!numbers.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  const count = numbers.length + (ipv4 ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

/** A path or fragment as it goes on: as it was when it may stay so, otherwise decoded and encoded anew. */
function rewritePart(part: string, kind: "path" | "fragment"): string {
  const plain = unescape(part);
  if ((kind === "path" ? VALID_PATH : VALID_FRAGMENT).test(part)) return part;
  if (kind === "path" && plain === "*") return plain;
  return escape(plain, kind);
}

function unescape(part: string): string {
  return part.replace(/%(?:([0-9A-Fa-f]{2})|[^]{0,2})/g, (whole: string, hex: string | undefined) => {
    if (hex === undefined) throw new UriFault(`${JSON.stringify(whole)}, which is no percent-encoded byte`);
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
}

/** In a host only bytes outside ASCII may be percent-encoded, and `%25`. */
function unescapeHost(host: string): string {
  const wrong = /%(?![89A-Fa-f][0-9A-Fa-f]|25)/.exec(host);
  if (wrong !== null) throw new UriFault(`${JSON.stringify(host.slice(wrong.index, wrong.index + 3))} in its host`);
  for (const char of host) {
    if (char < "\x80" && char !== "%" && !KEPT.host.test(char))
      throw new UriFault(`${JSON.stringify(char)} in its host`);
  }
  return unescape(host);
}

function escape(plain: string, kind: keyof typeof KEPT): string {
  const kept = KEPT[kind];
  let written = "";
  for (const char of plain) {
    written += kept.test(char) ? char : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return written;
}

function cutAt(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
