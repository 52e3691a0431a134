import type { Manifest } from "../manifest.ts";
import type { Settings } from "../settings.ts";

/** The object as the cluster stores it, after Knative's defaulting webhooks. Pure: the input stays as it is. */
export function applyDefaults(manifest: Manifest, _settings: Settings): Manifest {
  return manifest;
}
