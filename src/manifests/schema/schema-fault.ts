/** What is wrong with the structure of a manifest. Codes are stable; each is a kind of {@link SchemaFault}. */
export type SchemaFaultCode =
  /** A field that the kind does not have at this place. */
  | "unknown-field"
  /** A field written in another case than its name: Go reads it, other tools do not. */
  | "misspelt-case"
  /** A value of another type. */
  | "wrong-type"
  /** A whole number beyond the range of its field. */
  | "number-out-of-range"
  /** A field without which the API server refuses the object. */
  | "missing-field"
  /** A value outside a closed set or beyond its limits; a list or text that may not be empty. */
  | "value-not-allowed"
  /** Two elements of a list map with equal keys. */
  | "duplicate-element"
  /** A `uri` that cannot be read. */
  | "unreadable-url"
  /** A Kubernetes quantity that cannot be read. */
  | "unreadable-quantity"
  /** More, or more deeply nested, values than any cluster takes. */
  | "too-large"
  /** Further faults of the same object, not listed. */
  | "more-faults";

/** Where a cluster notices, in the order it looks (eventing.md §1.1). */
export type SchemaStage =
  /** Strict field validation, as `kubectl apply` asks for; without it the field is lost without a word. */
  | "strict"
  /** Knative's webhook cannot decode the object. */
  | "decode"
  /** The definition's own checks, after defaulting. */
  | "schema"
  /** Nobody refuses it: the field has no effect. */
  | "ignored";

/** One fault of structure. A finding is made of it by whoever knows the object's place. */
export interface SchemaFault {
  readonly code: SchemaFaultCode;
  readonly stage: SchemaStage;
  /** A warning only where the cluster accepts and ignores. */
  readonly severity: "error" | "warning";
  /** From the object's root, as Kubernetes and Knative print it: `spec.template.spec.containers[0].image`. */
  readonly field: string;
  readonly message: string;
  readonly mend?: string;
  /** Quotes mend it, around what the file has: `yes` was read as true, `1.10` as 1.1. */
  readonly lacksQuotes?: true;
}
