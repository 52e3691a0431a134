import type { Defaults } from "./context.ts";
import { defaultRevisionSpec } from "./revision-spec.ts";

/** Revision: its spec, when it is made; an update is taken as it is (serving.md REV-1). */
export const defaultRevision: Defaults = (manifest, { settings, before }) => {
  if (before !== undefined) return manifest;
  const defaults = { settings, owner: manifest.metadata, isUpdate: false };
  return { ...manifest, spec: defaultRevisionSpec(manifest.spec ?? {}, defaults) };
};
