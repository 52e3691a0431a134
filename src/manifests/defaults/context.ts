import type { Manifest } from "../manifest.ts";
import type { Settings } from "../settings.ts";

/** What defaulting of one kind knows: the settings. Namespaces come from the object itself. */
export interface DefaultsContext {
  readonly settings: Settings;
  /** The object as the cluster has it, when it is being changed. */
  readonly before?: Manifest;
}

/** Fills in what one kind's webhook fills in. The object is in Go's form already; the input is never written to. */
export type Defaults = (manifest: Manifest, context: DefaultsContext) => Manifest;
