import type { Defaults } from "./context.ts";
import { withSpec } from "./references.ts";
import { defaultTemplate, keepsName } from "./service.ts";

/** Configuration: its template, unless an update keeps the template's name (serving.md §2). */
export const defaultConfiguration: Defaults = (manifest, { settings, before }) => {
  if (keepsName(manifest, before)) return manifest;
  const defaults = { settings, owner: manifest.metadata, isUpdate: before !== undefined };
  return withSpec(manifest, { template: defaultTemplate(manifest.spec?.template, defaults) });
};
