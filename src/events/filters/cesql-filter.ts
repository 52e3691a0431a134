import { type CesqlResult, type CompiledCesql, compileExpression, type Expression } from "../cesql/index.ts";
import type { WireEvent } from "../event.ts";
import type { FilterReason } from "./explanation.ts";
import { cesqlConditions } from "./cesql-conditions.ts";
import type { Condition, FilterNode } from "./node.ts";
import type { InnerOutcome } from "./outcome.ts";

/**
 * A CESQL filter as Knative evaluates it (eventing.md §6.10): an evaluation error is no match (and a match under
 * `not`), a value that is no boolean panics.
 */
export class CesqlFilter implements FilterNode {
  public readonly conditions: readonly Condition[];
  private readonly expression: string;
  private readonly compiled: CompiledCesql;
  private readonly path: string;

  /** @param parsed the expression in Knative's dialect */
  public constructor(expression: string, parsed: Expression, path: string) {
    this.conditions = cesqlConditions(parsed);
    this.expression = expression;
    this.compiled = compileExpression(parsed, { dialect: "knative" });
    this.path = path;
  }

  public evaluate(event: WireEvent): InnerOutcome {
    return this.compiled.matches(event) ? "pass" : outcomeOf(this.compiled.evaluate(event));
  }

  public explain(event: WireEvent): readonly FilterReason[] {
    const result = this.compiled.evaluate(event);
    const error = result.error?.message ?? (typeof result.value === "boolean" ? undefined : `its value is no boolean`);
    return [
      {
        path: this.path,
        dialect: "cesql",
        expression: this.expression,
        value: result.value,
        ...(error === undefined ? {} : { error }),
      },
    ];
  }
}

function outcomeOf({ value, error }: CesqlResult): InnerOutcome {
  if (error !== undefined) return error.kind === "panic" ? "panic" : "fail";
  if (typeof value !== "boolean") return "panic";
  return value ? "pass" : "fail";
}

/** Stands for an expression that ends the reading of the whole filter: nothing matches. */
export class UnreadableCesql implements FilterNode {
  public readonly conditions: readonly Condition[] = [];
  private readonly reason: FilterReason;

  public constructor(expression: string, error: string, path: string) {
    this.reason = { path, dialect: "panic", expression, error };
  }

  public evaluate(): InnerOutcome {
    return "panic";
  }

  public explain(): readonly FilterReason[] {
    return [this.reason];
  }
}
