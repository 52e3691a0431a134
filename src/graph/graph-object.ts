import type { ObjectRef, Place } from "../diagnostics/index.ts";
import { DISCARDS } from "../manifests/annotations.ts";
import { type LocalService, type Manifest, objectKey, type SourcedManifest } from "../manifests/manifest.ts";
import type { Origin } from "./graph.ts";
import { mappingAt, textAt, textsAt } from "./read.ts";

/** One object as the graph reads it: written by a user, or made by a controller for one that is (eventing.md §5). */
export interface GraphObject {
  /** `eventing.knative.dev/Broker/shop/orders`; unique in the graph. */
  readonly key: string;
  /** `eventing.knative.dev/Broker`. */
  readonly groupKind: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly manifest: Manifest;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly construct?: string;
  readonly local?: LocalService;
  /** Name of the object that events enter here; of the first channel of a Sequence or Parallel. */
  readonly entryOf?: string;
  /** False for a Subscription on which nobody can write a delivery. @default true */
  readonly carriesDelivery?: false;
  /** Where a field of this object was written, which is in the object a user wrote. */
  readonly origin: (field: string) => Origin;
}

/** Reads one manifest. Never throws, whatever its fields hold. */
export function toGraphObject(sourced: SourcedManifest): GraphObject {
  const { manifest, place, local } = sourced;
  const ref = safeRef(manifest);
  const namespace = ref.namespace ?? "default";
  const key = objectKey({ ...ref, namespace });
  return {
    key,
    groupKind: groupKindOf(key),
    kind: ref.kind,
    name: ref.name,
    namespace,
    manifest,
    spec: mappingAt(manifest, "spec"),
    annotations: textsAt(manifest, "metadata", "annotations"),
    ...(place.construct === undefined ? {} : { construct: place.construct }),
    ...(local === undefined ? {} : { local }),
    origin: (field) => lazyOrigin(ref, field, sourced.placeOf),
  };
}

/** How an object that a controller makes hangs on the one a user wrote. */
export interface Lowering {
  /** Which field of the owner a field of the new object comes from. */
  readonly owned: (field: string) => string;
  readonly carriesDelivery?: false;
  /** Whether events that are sent to the owner come here. @default false */
  readonly isEntry?: boolean;
  /** False for an object whose replies go on in any case, so that what the owner throws away is none of them. @default true */
  readonly discards?: boolean;
}

/** An object that the controller of `owner` makes. Its annotations are none (eventing.md §5.1). */
export function lowerTo(
  owner: GraphObject,
  made: { readonly apiVersion: string; readonly kind: string; readonly name: string },
  spec: Readonly<Record<string, unknown>>,
  { owned, carriesDelivery, isEntry = false, discards = true }: Lowering,
): GraphObject {
  const { kind, name } = made;
  const key = objectKey({ ...made, namespace: owner.namespace });
  return {
    key,
    groupKind: groupKindOf(key),
    kind,
    name,
    namespace: owner.namespace,
    manifest: owner.manifest,
    spec,
    // What is thrown away on purpose is said on the object that a user writes.
    annotations:
      discards && owner.annotations[DISCARDS] !== undefined ? { [DISCARDS]: owner.annotations[DISCARDS] } : {},
    // A construct's path means one thing: where its events enter.
    ...(isEntry && owner.construct !== undefined ? { construct: owner.construct } : {}),
    ...(isEntry ? { entryOf: owner.name } : {}),
    ...(carriesDelivery === undefined ? {} : { carriesDelivery }),
    origin: (field) => owner.origin(owned(field)),
  };
}

function safeRef(manifest: Manifest): ObjectRef {
  const namespace = textAt(manifest, "metadata", "namespace");
  const generateName = textAt(manifest, "metadata", "generateName");
  return {
    apiVersion: textAt(manifest, "apiVersion") ?? "",
    kind: textAt(manifest, "kind") ?? "",
    ...(namespace === undefined ? {} : { namespace }),
    name: textAt(manifest, "metadata", "name") ?? `${generateName ?? ""}…`,
  };
}

function groupKindOf(key: string): string {
  return key.slice(0, key.indexOf("/", key.indexOf("/") + 1));
}

/** Finding a place walks a YAML tree, and only a few of a graph's places are ever shown. */
function lazyOrigin(object: ObjectRef, field: string, placeOf: (field: string) => Place): Origin {
  let place: Place | undefined;
  return {
    object,
    get place() {
      place ??= placeOf(field);
      return place;
    },
    field,
  };
}
