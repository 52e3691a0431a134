import type { Diagnostic } from "../../diagnostics/index.ts";
import { namespaceOf, objectKey, objectRef, type SourcedManifest } from "../manifest.ts";

/**
 * `duplicate-object`: two objects of one group, kind, namespace and name: the one applied last overwrites the other.
 * cdk8s and kubectl pass them without a word.
 */
export function checkDuplicates(manifests: readonly SourcedManifest[]): readonly Diagnostic[] {
  const first = new Map<string, SourcedManifest>();
  const diagnostics: Diagnostic[] = [];
  for (const sourced of manifests) {
    const { manifest } = sourced;
    const { name } = manifest.metadata;
    if (typeof name !== "string" || name === "") continue;
    const key = objectKey({ ...manifest, namespace: namespaceOf(manifest), name });
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, sourced);
      continue;
    }
    diagnostics.push({
      code: "duplicate-object",
      severity: "error",
      at: sourced.placeOf("metadata.name"),
      object: objectRef(manifest),
      field: "metadata.name",
      message: `There are two objects ${manifest.kind} ${JSON.stringify(name)} in namespace ${JSON.stringify(namespaceOf(manifest))}; the one applied last would overwrite the other.`,
      mend: "Give one of them another name, or remove it.",
      notes: [`The first one is ${placeText(earlier)}.`],
    });
  }
  return diagnostics;
}

function placeText({ place }: SourcedManifest): string {
  const file = place.file === undefined ? "" : `${place.file}${place.line === undefined ? "" : `:${place.line}`}`;
  if (place.construct === undefined) return file === "" ? "in the same set" : `at ${file}`;
  return file === "" ? place.construct : `${place.construct}, ${file}`;
}
