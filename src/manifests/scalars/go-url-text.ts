/**
 * A URL as Go prints it after reading it: a bare `http://` becomes `http:`, a blank in a path `%20`, the scheme lower
 * case. The text must be one that Go reads (`parseGoUrl` of the schemas judges that).
 */
export function goUrlText(text: string): string {
  const [beforeFragment, fragment] = cut(text, "#");
  const [beforeQuery, query] = cut(beforeFragment, "?");
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(beforeQuery)?.[0] ?? "";
  const rest = beforeQuery.slice(scheme.length);
  const tail = (query === undefined ? "" : `?${query}`) + fragmentText(fragment);
  if (scheme !== "" && !rest.startsWith("/")) return scheme.toLowerCase() + rest + tail;
  const hasAuthority = rest.startsWith("//") && (scheme !== "" || !rest.startsWith("///"));
  const slash = hasAuthority ? rest.indexOf("/", 2) : 0;
  const authority = hasAuthority ? rest.slice(0, slash === -1 ? undefined : slash) : "";
  const path = slash === -1 ? "" : rest.slice(slash);
  const slashes = authority === "//" && path === "" ? "" : authority;
  return scheme.toLowerCase() + authorityText(slashes) + pathText(path) + tail;
}

function cut(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** User and host, each escaped anew: what Go keeps of them is what they mean, not how they were written. */
function authorityText(authority: string): string {
  if (/^[A-Za-z0-9\-_.~:[\]/]*$/.test(authority)) return authority;
  const at = authority.lastIndexOf("@");
  const host = escapedAnew(authority.slice(at === -1 ? 2 : at + 1), /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/);
  if (at === -1) return `//${host}`;
  const [user, password] = cut(authority.slice(2, at), ":").map((part) =>
    part === undefined ? undefined : escapedAnew(part, /[A-Za-z0-9\-_.~$&+,;=]/),
  );
  return `//${user}${password === undefined ? "" : `:${password}`}@${host}`;
}

/** As written while that is a valid encoding, otherwise escaped anew. */
function pathText(path: string): string {
  if (/^[A-Za-z0-9\-_.~!$&'()*+,;=:@/[\]%]*$/.test(path)) return path;
  return escapedAnew(path, /[A-Za-z0-9\-_.~$&+,;=:@/]/);
}

function fragmentText(fragment: string | undefined): string {
  if (fragment === undefined || fragment === "") return "";
  if (/^[A-Za-z0-9\-_.~!$&'()*+,;=:@/?[\]%]*$/.test(fragment)) return `#${fragment}`;
  return `#${escapedAnew(fragment, /[A-Za-z0-9\-_.~$&+,;=:@/?!()*]/)}`;
}

function escapedAnew(text: string, plain: RegExp): string {
  const bytes = decodedBytes(text);
  let result = "";
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    result += byte < 0x80 && plain.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return result;
}

function decodedBytes(text: string): readonly number[] {
  const bytes = [...Buffer.from(text, "utf8")];
  const decoded: number[] = [];
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === 0x25) {
      decoded.push(Number.parseInt(String.fromCharCode(bytes[index + 1] ?? 0, bytes[index + 2] ?? 0), 16));
      index += 2;
    } else decoded.push(byte);
  }
  return decoded;
}
