import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * A reference with its namespace filled in from the object that holds it. Stays as it is where the object itself has no
 * namespace: then both are left to the apply.
 */
export function withNamespace(ref: unknown, manifest: Manifest): unknown {
  const { namespace } = manifest.metadata;
  if (!isObject(ref) || namespace === undefined || namespace === "") return ref;
  return ref.namespace === undefined || ref.namespace === "" ? { ...ref, namespace } : ref;
}

/** A destination whose `ref` has its namespace. */
export function destinationWithNamespace(destination: unknown, manifest: Manifest): unknown {
  return isObject(destination) ? changed(destination, "ref", withNamespace(destination.ref, manifest)) : destination;
}

/** A delivery whose dead-letter sink has its namespace; nothing else of a delivery is ever defaulted (eventing.md §3.4). */
export function deliveryWithNamespace(delivery: unknown, manifest: Manifest): unknown {
  if (!isObject(delivery)) return delivery;
  return changed(delivery, "deadLetterSink", destinationWithNamespace(delivery.deadLetterSink, manifest));
}

/** The object with one field replaced; the same object when that changes nothing. */
export function changed<T extends Fields>(object: T, field: string, value: unknown): T {
  return object[field] === value ? object : { ...object, [field]: value };
}

/** The manifest with fields of its spec replaced; undefined values are left out. */
export function withSpec(manifest: Manifest, fields: Fields): Manifest {
  let spec: Fields = manifest.spec ?? {};
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) spec = changed(spec, field, value);
  }
  return spec === manifest.spec ? manifest : { ...manifest, spec };
}

/** The manifest with one annotation, unless it is there already. */
export function withAnnotation(manifest: Manifest, key: string, value: string): Manifest {
  const { annotations } = manifest.metadata;
  if (annotations !== undefined && Object.hasOwn(annotations, key)) return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, annotations: { ...annotations, [key]: value } } };
}

/** The manifest with one label set to this value, whatever it was. */
export function withLabel(manifest: Manifest, key: string, value: string): Manifest {
  const { labels } = manifest.metadata;
  if (labels?.[key] === value) return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, labels: { ...labels, [key]: value } } };
}
