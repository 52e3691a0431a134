/** How grave a finding is: an error stops synth, a warning never does. */
export type Severity = "error" | "warning";

/** Names one Kubernetes object. `namespace` is absent for what has none or leaves it to the apply. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Where a person finds what a finding speaks of. Every part is optional: what is unknown stays away. */
export interface Place {
  /** Construct path, such as `reports/daily-report/chart-creator`. */
  readonly construct?: string;
  /** File path relative to the working directory, with forward slashes. */
  readonly file?: string;
  /** Line in `file`, from 1. */
  readonly line?: number;
  /** Column in `file`, from 1. */
  readonly column?: number;
}

/** One fault of the user's, as data. Nothing may branch on `message` or `mend`; `code` and `at` are stable. */
export interface Diagnostic {
  /** Stable kebab-case code; also the name of the rule's file and of its page in `docs/rules/`. */
  readonly code: string;
  readonly severity: Severity;
  readonly at: Place;
  /** The object at fault, when there is one. */
  readonly object?: ObjectRef;
  /** Path of the field at fault from the object's root, as Knative prints it: `spec.delivery.deadLetterSink`. */
  readonly field?: string;
  /** What is wrong, with the offending value quoted. One or more whole sentences. */
  readonly message: string;
  /** What to change. One or more whole sentences. */
  readonly mend?: string;
  /** Consequences and context, one sentence each: printed below, never findings of their own. */
  readonly notes?: readonly string[];
  /** The law this restates, such as `knative/eventing.md §5.5`. */
  readonly source?: string;
}
