import { isObject } from "../is-object.ts";
import { findKind } from "../kinds/registry.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Manifest, ObjectMeta } from "../manifest.ts";
import { schemaFor } from "../schema/index.ts";
import type { Settings } from "../settings.ts";
import { goForm } from "./go-form.ts";
import { specStruct } from "./go-structs.ts";

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
export function defaulted(manifest: Manifest, kind: Kind, settings: Settings): Manifest {
  return kind.defaults(asStored(manifest), { settings });
}

/** The object after reading it into Go and writing it back. */
function asStored(manifest: Manifest): Manifest {
  const schema = schemaFor(manifest.apiVersion, manifest.kind);
  const given: unknown = manifest.spec ?? {};
  const spec =
    schema === undefined
      ? given
      : goForm(given, schema.spec, specStruct(manifest.kind, versionOf(manifest.apiVersion)));
  return {
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    metadata: metadataForm(manifest.metadata),
    ...(isObject(spec) ? { spec } : {}),
  };
}

function metadataForm(metadata: ObjectMeta): ObjectMeta {
  const form = goForm(metadata, "#ObjectMeta", "ObjectMeta");
  if (!isObject(form)) return {};
  return Array.isArray(form.ownerReferences) ? { ...form, ownerReferences: form.ownerReferences.map(asOwner) } : form;
}

function asOwner(owner: unknown): unknown {
  return isObject(owner) ? { apiVersion: "", kind: "", name: "", uid: "", ...owner } : owner;
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf("/") + 1);
}
