import type { SynthReport } from "../../manifests/synth-report.ts";

/** What the child process that runs an app sends to the command that started it, in order. */
export type HostMessage =
  | { readonly kind: "synth"; readonly report: SynthReport }
  | { readonly kind: "failed"; readonly message: string; readonly stack?: string }
  | { readonly kind: "ended" };
