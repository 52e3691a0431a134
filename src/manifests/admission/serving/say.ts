import type { Fault, KnativeError, Report } from "../fault.ts";
import type { At } from "./at.ts";

/** The ways in which Knative complains, for one family of rules (eventing.md §1.2). */
export class Say {
  private readonly code: string;
  private readonly source: string;
  private readonly report: Report;

  public constructor(code: string, rule: string, report: Report) {
    this.code = code;
    this.source = `knative/serving.md ${rule}`;
    this.report = report;
  }

  /** A field without which nothing works. */
  public missing(where: At, message: string, mend: string): void {
    this.error(where, message, mend, { message: "missing field(s)", paths: [where.printed] });
  }

  /** A field that Serving does not take. */
  public disallowed(where: At, message: string, mend: string, also: readonly KnativeError[] = []): void {
    this.add(where, message, mend, [{ message: "must not set the field(s)", paths: [where.printed] }, ...also]);
  }

  /** A value that cannot be used. */
  public invalid(where: At, value: unknown, message: string, mend: string, details?: string): void {
    const knative = { message: `invalid value: ${String(value)}`, paths: [where.printed] };
    this.error(where, message, mend, details === undefined ? knative : { ...knative, details });
  }

  /** A number beyond its range. */
  public outOfRange(where: At, value: number | string, least: number | string, most: number | string): void {
    const name = /\[([^\]]+)\]$/.exec(where.field)?.[1] ?? where.field.slice(where.field.lastIndexOf(".") + 1);
    this.error(
      where,
      `${name} is ${value}, but must be from ${least} to ${most}.`,
      `Write a value from ${least} to ${most}.`,
      {
        message: `expected ${least} <= ${value} <= ${most}`,
        paths: [where.printed],
      },
    );
  }

  /** What no cluster refuses, and what does not do what it says. */
  public warn(where: At, message: string, mend: string): void {
    const { code, source } = this;
    this.report({ code, stage: "none", severity: "warning", field: where.field, message, mend, source });
  }

  /** Anything else. */
  public error(where: At, message: string, mend: string, knative: KnativeError): void {
    this.add(where, message, mend, knative);
  }

  /** One fault for a person that is several for Knative. */
  public errors(where: At, message: string, mend: string, knative: readonly KnativeError[]): void {
    this.add(where, message, mend, knative);
  }

  private add(where: At, message: string, mend: string, knative: NonNullable<Fault["knative"]>): void {
    this.report({
      code: this.code,
      stage: "validate",
      field: where.field,
      message,
      mend,
      source: this.source,
      knative,
    });
  }
}
