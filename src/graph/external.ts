import { EXTERNAL, parseContractNames } from "../manifests/annotations.ts";
import { groupOf, objectKey } from "../manifests/manifest.ts";
import type { Contracts, ExternalEndpoint, Origin } from "./graph.ts";
import type { GraphObject } from "./graph-object.ts";
import { textAt, tryListAt, tryMappingAt, tryParseJson } from "./read.ts";

/** What is declared to live elsewhere, by the key of its reference and by its URL. */
export interface Externals {
  readonly byKey: ReadonlyMap<string, ExternalEndpoint>;
  readonly byUri: ReadonlyMap<string, ExternalEndpoint>;
}

/**
 * Everything the objects declare in `sluice.dev/external`. A declaration counts for the whole app: what exists
 * elsewhere for one object exists for all. The first declaration of a reference wins.
 */
export function readExternals(objects: readonly GraphObject[], urlOf: (key: string) => string): Externals {
  const byKey = new Map<string, ExternalEndpoint>();
  const byUri = new Map<string, ExternalEndpoint>();
  const ids = new Set<string>();
  for (const object of objects) {
    const text = object.annotations[EXTERNAL];
    if (text === undefined) continue;
    for (const item of tryListAt(tryParseJson(text)) ?? []) {
      const declared = readDeclaration(item, object.namespace);
      if (declared === undefined) continue;
      const { key, uri, ...rest } = declared;
      if ((key !== undefined && byKey.has(key)) || (uri !== undefined && byUri.has(uri))) continue;
      const id = unused(`external/${rest.name}`, ids);
      const origin: Origin = object.origin(`metadata.annotations[${EXTERNAL}]`);
      const url = uri ?? (key === undefined ? undefined : urlOf(key));
      const endpoint: ExternalEndpoint = {
        kind: "external",
        id,
        ...rest,
        origin,
        ...(url === undefined ? {} : { url }),
        emits: undefined,
      };
      if (key !== undefined) byKey.set(key, endpoint);
      if (uri !== undefined) byUri.set(uri, endpoint);
    }
  }
  return { byKey, byUri };
}

interface Declared {
  readonly key?: string;
  readonly uri?: string;
  readonly name: string;
  readonly namespace: string;
  readonly accepts: Contracts;
  readonly replies: Contracts;
}

function readDeclaration(item: unknown, owner: string): Declared | undefined {
  const name = textAt(item, "name");
  const uri = textAt(item, "uri");
  const ref = tryMappingAt(item, "ref");
  const kind = textAt(ref, "kind");
  const refName = textAt(ref, "name");
  const namespace = textAt(ref, "namespace") ?? owner;
  const key =
    kind === undefined || refName === undefined
      ? undefined
      : objectKey({ apiVersion: textAt(ref, "apiVersion") ?? "", kind, name: refName, namespace });
  if (name === undefined || (key === undefined && uri === undefined)) return undefined;
  return {
    ...(key === undefined ? {} : { key }),
    ...(uri === undefined ? {} : { uri }),
    name,
    namespace,
    accepts: contractsAt(item, "accepts"),
    replies: isRelay(groupOf(textAt(ref, "apiVersion") ?? ""), kind) ? [] : contractsAt(item, "replies"),
  };
}

/**
 * A Broker, Channel, Sequence or Parallel answers its senders without an event (eventing.md §5.2); what it sends to its
 * Triggers and Subscriptions is another matter.
 */
function isRelay(group: string, kind: string | undefined): boolean {
  return (
    (group === "eventing.knative.dev" && kind === "Broker") ||
    group === "flows.knative.dev" ||
    (group === "messaging.knative.dev" && kind !== "Subscription")
  );
}

function contractsAt(item: unknown, field: string): Contracts {
  const names = tryListAt(item, field);
  return names?.flatMap((name) => (typeof name === "string" ? parseContractNames(name) : []));
}

function unused(id: string, taken: Set<string>): string {
  let unique = id;
  for (let count = 2; taken.has(unique); count += 1) unique = `${id}#${count}`;
  taken.add(unique);
  return unique;
}
