import type { Manifest } from "../manifest.ts";
import type { Settings } from "../settings.ts";

/** Where a cluster notices, in the order it looks (eventing.md §1.1). `none`: no cluster does, Sluice does. */
export type Stage = "kind" | "strict" | "decode" | "default" | "schema" | "validate" | "none";

/** The error that Knative itself reports, in the shape of its `FieldError` (eventing.md §1.2). */
export interface KnativeError {
  readonly message: string;
  /** As Knative prints them, cumulative list indices and all; empty where it names none. */
  readonly paths: readonly string[];
  readonly details?: string;
}

/** One fault of one object. A diagnostic is made of it by whoever knows where the object stands. */
export interface Fault {
  /** Name of the rule. */
  readonly code: string;
  readonly stage: Stage;
  /** @default "error" */
  readonly severity?: "error" | "warning";
  /** The field a person has to change, from the object's root: `spec.filters[0].exact[Type]`. */
  readonly field: string;
  readonly message: string;
  readonly mend?: string;
  /** Quotes mend it, around what the file has rather than around what was read. */
  readonly lacksQuotes?: true;
  readonly notes?: readonly string[];
  /** The law this restates. */
  readonly source: string;
  /** What Knative says of it, where it says several things all of them; absent for what no cluster refuses at admission. */
  readonly knative?: KnativeError | readonly KnativeError[];
}

/** Takes faults as rules find them. */
export type Report = (fault: Fault) => void;

/** What rules know beside the object. */
export interface Context {
  readonly settings: Settings;
  /** Knative's feature flags, as set in `sluice.yaml` or shipped. */
  readonly features: Features;
  /** `metadata.namespace` of the object; `""` when it has none. */
  readonly namespace: string;
  /** Whether the object is being changed rather than made. */
  readonly isUpdate: boolean;
  /** The object as the cluster has it, when it is being changed. */
  readonly before?: Manifest;
}

/** Reads feature flags; values compare without case (eventing.md §12.1, serving.md §3.4). */
export interface Features {
  readonly eventing: (flag: string) => string;
  readonly serving: (flag: string) => string;
}

/** The errors of a fault as a list. */
export function knativeErrors(fault: Fault): readonly KnativeError[] {
  const { knative } = fault;
  if (knative === undefined) return [];
  return "message" in knative ? [knative] : knative;
}
