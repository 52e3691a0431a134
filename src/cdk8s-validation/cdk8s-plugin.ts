/** What cdk8s' command line hands to a validation plugin, as far as it is used here: its own package types say more. */
export interface ValidationContext {
  /** Paths of the files that were written. */
  readonly manifests: readonly string[];
  readonly report: ValidationReport;
}

/** Takes what a plugin finds; a report that is never submitted fails the synth. */
export interface ValidationReport {
  addViolation(violation: ValidationViolation): void;
  submit(status: "success" | "failure", metadata?: Readonly<Record<string, string>>): void;
}

/** One row of the printed report. */
export interface ValidationViolation {
  readonly ruleName: string;
  /** What is wrong. */
  readonly recommendation: string;
  /** What to change. */
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly locations: readonly string[];
    readonly manifestPath: string;
  }[];
}
