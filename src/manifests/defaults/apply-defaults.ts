import { isObject } from "../is-object.ts";
import { findKind } from "../kinds/registry.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Manifest, ObjectMeta } from "../manifest.ts";
import { schemaFor } from "../schema/index.ts";
import type { Settings } from "../settings.ts";
import { goForm, type Level } from "./go-form.ts";
import { specStruct } from "./go-structs.ts";
import { SERVING_SPECS } from "./serving-shapes.ts";

/**
 * The object as the cluster stores it: unknown fields and nulls dropped, Knative's defaults filled in (eventing.md §4,
 * serving.md §2). Pure: the input stays as it is, and an object of a kind nobody here knows is returned unchanged. Where
 * the manifest leaves its namespace to the apply, so do the references in it. Annotations that only say who wrote the
 * object are not made up.
 */
export function applyDefaults(manifest: Manifest, settings: Settings): Manifest {
  const kind = findKind(manifest.apiVersion, manifest.kind);
  return kind === undefined ? manifest : defaulted(manifest, kind, settings);
}

/** {@link applyDefaults} of a kind that was found before. */
export function defaulted(manifest: Manifest, kind: Kind, settings: Settings, before?: Manifest): Manifest {
  return kind.defaults(asStored(manifest), before === undefined ? { settings } : { settings, before });
}

/** The object after reading it into Go and writing it back. */
export function asStored(manifest: Manifest): Manifest {
  const isServing = manifest.apiVersion.startsWith("serving.knative.dev/");
  const shape = isServing ? SERVING_SPECS[manifest.kind] : schemaFor(manifest.apiVersion, manifest.kind)?.spec;
  const given: unknown = isObject(manifest.spec) ? manifest.spec : {};
  const struct = specStruct(manifest.kind, versionOf(manifest.apiVersion));
  const spec = shape === undefined ? given : goForm(given, shape, struct);
  return {
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    metadata: metadataForm(manifest.metadata, isServing ? "kept" : "pruned"),
    ...(isObject(spec) ? { spec } : {}),
  };
}

/** What has the wrong type is left out: admission has said so, and nothing behind it expects it. */
function metadataForm(metadata: ObjectMeta, level: Level): ObjectMeta {
  const form = goForm(withoutNulls(metadata), "#ObjectMeta", "ObjectMeta", level);
  if (!isObject(form)) return {};
  let result = form;
  for (const field of ["name", "generateName", "namespace"]) {
    if (form[field] !== undefined && typeof form[field] !== "string") result = without(result, field);
  }
  for (const field of ["labels", "annotations"]) {
    const map = form[field];
    if (map !== undefined && !isTextMap(map)) result = withTexts(result, field, map);
  }
  const owners = form.ownerReferences;
  return Array.isArray(owners) ? { ...result, ownerReferences: owners.map(asOwner) } : result;
}

/** No definition stands before metadata: a null in its maps reaches Go, which reads an empty text. */
function withoutNulls(metadata: ObjectMeta): ObjectMeta {
  let result = metadata;
  for (const field of ["labels", "annotations"]) {
    const map = metadata[field];
    if (!isObject(map) || !Object.values(map).includes(null)) continue;
    const texts = Object.entries(map).map(([key, value]) => [key, value ?? ""]);
    result = { ...result, [field]: Object.fromEntries(texts) };
  }
  return result;
}

function isTextMap(map: unknown): boolean {
  if (!isObject(map)) return false;
  for (const key in map) if (typeof map[key] !== "string") return false;
  return true;
}

function withTexts(metadata: Fields, field: string, map: unknown): Fields {
  const texts = isObject(map) ? Object.entries(map).filter(([, value]) => typeof value === "string") : [];
  return texts.length === 0 ? without(metadata, field) : { ...metadata, [field]: Object.fromEntries(texts) };
}

function without(object: Fields, field: string): Fields {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== field));
}

type Fields = Readonly<Record<string, unknown>>;

function asOwner(owner: unknown): unknown {
  return isObject(owner) ? { apiVersion: "", kind: "", name: "", uid: "", ...owner } : owner;
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf("/") + 1);
}
