import type { Diagnostic, Place } from "../diagnostics/index.ts";
import type { LocalService, Manifest } from "./manifest.ts";

/**
 * Where a running app finds the command that runs it: a `Symbol.for` key on `globalThis`, because the app may load
 * another copy of this package than the command line does.
 */
export const SYNTH_HOST = Symbol.for("sluice.dev/synth-host");

/** One manifest of an app, with what travels beside it and must not be deployed. */
export interface ReportedManifest {
  readonly manifest: Manifest;
  readonly place: Place;
  readonly local?: LocalService;
}

/** What an app's `synth` found: every manifest and every finding. Plain data, fit for a process boundary. */
export interface SynthReport {
  readonly manifests: readonly ReportedManifest[];
  readonly diagnostics: readonly Diagnostic[];
  /** Findings that are known and lived with; absent for none. */
  readonly acknowledged?: readonly { readonly finding: Diagnostic; readonly reason: string }[];
  /** Every Pipeline on every target; only where {@link SynthHost.wantsTargets} asks for it. */
  readonly targets?: readonly ReportedTarget[];
}

/** One Pipeline on one target: the whole app as it would be then, or why the target refuses. */
export interface ReportedTarget {
  /** Construct path of the Pipeline. */
  readonly pipeline: string;
  readonly target: string;
  /** Whether it is the Pipeline's own target. */
  readonly isChosen: boolean;
  readonly manifests: readonly ReportedManifest[];
  /** Then there are no manifests. */
  readonly refusal?: Diagnostic;
}

/** The receiver a host puts on `globalThis[SYNTH_HOST]`; the app's synth then reports there instead of to stderr. */
export interface SynthHost {
  onSynth(report: SynthReport): void;
  /** Whether it wants to know what each Pipeline would be on the other targets. @default false */
  readonly wantsTargets?: boolean;
}
