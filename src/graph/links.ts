import { WRITES_TO } from "../manifests/annotations.ts";
import { objectKey } from "../manifests/manifest.ts";
import type { Link } from "./graph.ts";
import type { GraphObject } from "./graph-object.ts";
import { textAt, tryListAt, tryParseJson } from "./read.ts";
import type { Resolver } from "./resolver.ts";

/**
 * What the objects write into (`sluice.dev/writes-to`), where both ends are endpoints. A store that is none, such as
 * a claim, is no part of the graph; one that does not exist is a dangling reference.
 */
export function readLinks(
  objects: Iterable<GraphObject>,
  isEndpoint: (id: string) => boolean,
  resolver: Resolver,
): readonly Link[] {
  const links: Link[] = [];
  for (const object of objects) {
    const text = object.annotations[WRITES_TO];
    if (text === undefined) continue;
    const field = `metadata.annotations[${WRITES_TO}]`;
    for (const item of tryListAt(tryParseJson(text)) ?? []) {
      resolver.mustExist(object, field, item);
      const to = keyOf(item, object.namespace);
      if (to === undefined || !isEndpoint(to) || !isEndpoint(object.key)) continue;
      links.push({ from: object.key, to, label: "writes", origin: object.origin(field) });
    }
  }
  return links;
}

function keyOf(item: unknown, ownNamespace: string): string | undefined {
  const kind = textAt(item, "kind");
  const name = textAt(item, "name");
  if (kind === undefined || name === undefined) return undefined;
  const namespace = textAt(item, "namespace") ?? ownNamespace;
  return objectKey({ apiVersion: textAt(item, "apiVersion") ?? "", kind, name, namespace });
}
