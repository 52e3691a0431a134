import { isObject } from "../is-object.ts";
import { type Manifest, objectRef } from "../manifest.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a controller writes beside the name: labels and annotations, left out where there are none. */
export interface ChildMarks {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** The owner, where it is not the object that names the child. */
  readonly owner?: Manifest;
}

/** An object that the controller of `owner` makes: in its namespace, if it has one, with one owner reference (eventing.md §5.1). */
export function child(
  owner: Manifest,
  made: { readonly apiVersion: string; readonly kind: string; readonly name: string },
  fields: Fields,
  { labels, annotations, owner: holder = owner }: ChildMarks = {},
): Manifest {
  return {
    apiVersion: made.apiVersion,
    kind: made.kind,
    metadata: {
      name: made.name,
      ...namespaceField(owner),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [ownerReference(holder)],
    },
    ...fields,
  };
}

/** The owner's namespace as a field; absent where the owner leaves it to the apply. */
export function namespaceField({ metadata }: Manifest): { readonly namespace?: string } {
  return typeof metadata.namespace === "string" && metadata.namespace !== "" ? { namespace: metadata.namespace } : {};
}

/** The name that children's names begin with; that of an object the API server is to name ends in an ellipsis. */
export function parentName(manifest: Manifest): string {
  return objectRef(manifest).name;
}

/** A field of the spec that holds a list; none where it holds anything else, which admission has said. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A field that holds an object; an empty one where it holds anything else. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** Fields without those that are undefined. */
export function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function ownerReference(owner: Manifest): unknown {
  const { uid }: Fields = owner.metadata;
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: parentName(owner),
    uid: typeof uid === "string" ? uid : "",
    controller: true,
    blockOwnerDeletion: true,
  };
}
