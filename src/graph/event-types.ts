import { schemaHash } from "../events/schema-hash.ts";
import { contractName } from "../manifests/annotations.ts";
import { isObject } from "../manifests/is-object.ts";
import { objectKey } from "../manifests/manifest.ts";
import type { ContractInfo, EventTypeEntry } from "./graph.ts";
import type { GraphObject } from "./graph-object.ts";
import { mappingAt, textAt, tryListAt, tryMappingAt, tryParseJson } from "./read.ts";
import type { Resolver } from "./resolver.ts";

const EVENT_TYPE = "eventing.knative.dev/EventType";

/** Every EventType among the objects, of any version (eventing.md §4.8); one without a type says nothing. */
export function readEventTypes(objects: Iterable<GraphObject>, resolver: Resolver): readonly EventTypeEntry[] {
  const entries: EventTypeEntry[] = [];
  const schemas = new Map<string, Schema>();
  for (const object of objects) {
    if (object.groupKind !== EVENT_TYPE) continue;
    const contract = readContract(object, schemas);
    if (contract === undefined) continue;
    const key = referenceKey(object);
    const endpoint = key === undefined ? undefined : resolver.address(key)?.endpoint;
    resolver.mustExist(object, "spec.reference", object.spec.reference);
    entries.push({ contract, ...(endpoint === undefined ? {} : { endpoint }), origin: object.origin("") });
  }
  return entries;
}

/** The contracts of EventTypes by name; of several with one name the first that gives a source counts. */
export function contractsByName(entries: readonly EventTypeEntry[]): ReadonlyMap<string, ContractInfo> {
  const contracts = new Map<string, ContractInfo>();
  for (const { contract } of entries) {
    const name = contractName(contract);
    const known = contracts.get(name);
    if (known === undefined || (known.source === undefined && contract.source !== undefined)) {
      contracts.set(name, contract);
    }
  }
  return contracts;
}

function readContract(object: GraphObject, schemas: Map<string, Schema>): ContractInfo | undefined {
  const attributes = new Map(
    (tryListAt(object.spec, "attributes") ?? []).map((item) => [textAt(item, "name"), textAt(item, "value")]),
  );
  const type = textAt(object.spec, "type") ?? attributes.get("type");
  if (type === undefined) return undefined;
  const source = textAt(object.spec, "source") ?? attributes.get("source");
  const data = textAt(object.spec, "schemaData") ?? attributes.get("schemadata");
  const schema = data === undefined ? {} : (schemas.get(data) ?? readSchema(data));
  if (data !== undefined) schemas.set(data, schema);
  return {
    type,
    ...(source === undefined ? {} : { source }),
    ...schema,
  };
}

/** What `schemaData` says; nothing when it is no JSON Schema. Many Brokers carry one contract, so each is read once. */
type Schema = Pick<ContractInfo, "schema" | "schemaHash">;

function readSchema(data: string): Schema {
  const schema = tryParseJson(data);
  return isObject(schema) || typeof schema === "boolean" ? { schema, schemaHash: schemaHash(schema) } : {};
}

/** The key of what its `reference` names, or of the Broker in the deprecated `broker`. */
function referenceKey(object: GraphObject): string | undefined {
  const reference = tryMappingAt(object.spec, "reference");
  const apiVersion = textAt(reference, "apiVersion") ?? "";
  const kind = textAt(reference, "kind");
  const name = textAt(reference, "name");
  if (kind !== undefined && name !== undefined) {
    const namespace = textAt(reference, "namespace") ?? object.namespace;
    return objectKey({ apiVersion, kind, name, namespace });
  }
  const broker = textAt(mappingAt(object.spec), "broker");
  if (broker === undefined) return undefined;
  return objectKey({ apiVersion: EVENT_TYPE, kind: "Broker", name: broker, namespace: object.namespace });
}
