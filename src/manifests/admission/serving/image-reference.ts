/**
 * Why a text names no container image; undefined when it does. The weak rules of go-containerregistry (CTR-2): a
 * repository of at least two characters, a tag or a sha256 digest behind it.
 */
export function imageFault(image: string): string | undefined {
  const byTag = tagFault(image);
  if (byTag === undefined) return undefined;
  const parts = image.split("@");
  if (parts.length !== 2) return byTag;
  const [name = "", digest = ""] = parts;
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) return "its digest is no sha256 of 64 hexadecimal digits";
  return tagFault(name) === undefined ? undefined : repositoryFault(name);
}

function tagFault(image: string): string | undefined {
  const colon = image.lastIndexOf(":");
  const hasTag = colon !== -1 && !image.slice(colon + 1).includes("/");
  const tag = hasTag ? image.slice(colon + 1) : "";
  if (tag !== "" && !/^[A-Za-z0-9_.-]{1,128}$/.test(tag))
    return "its tag may hold at most 128 letters, digits, _, - and .";
  return repositoryFault(hasTag ? image.slice(0, colon) : image);
}

function repositoryFault(name: string): string | undefined {
  const slash = name.indexOf("/");
  const first = slash === -1 ? "" : name.slice(0, slash);
  const hasRegistry = slash !== -1 && (/[.:]/.test(first) || first === "localhost");
  const repository = hasRegistry ? name.slice(slash + 1) : name;
  if (hasRegistry && !/^[A-Za-z0-9\-._~!$&'()*+,;=[\]%]+(?::[0-9]*)?$/.test(first)) return "its registry is no host";
  if (repository.length < 2 || repository.length > 255) return "its repository must have 2 to 255 characters";
  if (!/^[a-z0-9_\-./]+$/.test(repository)) return "its repository may hold only small letters, digits, _, -, . and /";
  return undefined;
}
