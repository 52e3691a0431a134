import type { SynthReport } from "../../manifests/synth-report.ts";

/**
 * How the child loads the app's file. `commonjs`: as `node -r tsx/cjs` does, without a second thread for the loader;
 * `any`: with tsx's loader, for ES modules too.
 */
export type LoadMode = "commonjs" | "any";

/** What the child process that runs an app sends to the command that started it, in order. */
export type HostMessage =
  | { readonly kind: "synth"; readonly report: SynthReport }
  | { readonly kind: "failed"; readonly message: string; readonly stack?: string; readonly code?: string };
