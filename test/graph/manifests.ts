import { parseAllDocuments } from "yaml";
import { isObject } from "../../src/manifests/is-object.ts";
import type { Manifest, SourcedManifest } from "../../src/manifests/manifest.ts";

/** Manifests from YAML text, each placed in a file named after its object, so that tests can tell them apart. */
export function manifests(yaml: string): readonly SourcedManifest[] {
  return parseAllDocuments(yaml)
    .map((document): unknown => document.toJS())
    .filter(isManifest)
    .map((manifest) => sourced(manifest));
}

/** One manifest, placed in `<kind>/<name>`; a field's place names the field instead of a construct. */
export function sourced(manifest: Manifest): SourcedManifest {
  const { name } = manifest.metadata;
  // A hostile name may be anything.
  const file = `${manifest.kind}/${typeof name === "string" ? name : JSON.stringify(name)}`;
  return { manifest, place: { file }, placeOf: () => ({ file }) };
}

function isManifest(value: unknown): value is Manifest {
  return isObject(value) && isObject(value.metadata);
}
