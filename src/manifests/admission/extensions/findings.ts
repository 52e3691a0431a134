import type { Report } from "../fault.ts";

/** Reports the faults of one rule, which differ in who notices. */
export interface Findings {
  /** The validating webhook refuses it; `printed` are the fields as it names them. @default printed - the field itself */
  readonly refused: (field: string, message: string, mend: string, knative?: Partial<Printed>) => void;
  /** Nobody refuses it, and it cannot work. */
  readonly broken: (field: string, message: string, mend: string) => void;
  /** Nobody refuses it, and it may not do what was meant. */
  readonly doubtful: (field: string, message: string, mend: string) => void;
}

interface Printed {
  readonly message: string;
  readonly path: string;
}

/** The faults of one rule, with the law it restates, such as `knative/sources.md §1.1`. */
export function findingsOf(code: string, source: string, report: Report): Findings {
  const unenforced = (severity: "error" | "warning") => (field: string, message: string, mend: string) =>
    report({ code, stage: "none", severity, field, message, mend, source });
  return {
    refused: (field, message, mend, { message: said = "invalid value", path = field } = {}) =>
      report({ code, stage: "validate", field, message, mend, source, knative: { message: said, paths: [path] } }),
    broken: unenforced("error"),
    doubtful: unenforced("warning"),
  };
}

/** Reports the same, as what no cluster notices: for parts of an object that its webhook does not look into. */
export function unenforced(report: Report): Report {
  return (fault) => {
    const unprinted = { ...fault, stage: "none" as const };
    delete unprinted.knative;
    report(unprinted);
  };
}

/** Whether a value is text that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
