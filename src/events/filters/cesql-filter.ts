import { type CesqlResult, CesqlSyntaxError, type CompiledCesql, compileCesql, parseCesql } from "../cesql/index.ts";
import type { WireEvent } from "../event.ts";
import type { FilterReason } from "./explanation.ts";
import { cesqlConditions } from "./cesql-conditions.ts";
import type { Condition, FilterNode } from "./node.ts";
import type { InnerOutcome } from "./outcome.ts";
import { panicsInKnative } from "./parser-panic.ts";

/**
 * A CESQL filter as Knative evaluates it (eventing.md §6.10): an evaluation error is no match (and a match under
 * `not`), a value that is no boolean panics. Undefined for an expression that does not parse and is dropped.
 */
export function cesqlFilter(expression: string, path: string): FilterNode | undefined {
  const compiled = tryCompile(expression);
  if (!(compiled instanceof Error)) return new CesqlFilter(expression, compiled, path);
  return panicsInKnative(expression) ? new UnreadableCesql(expression, compiled.message, path) : undefined;
}

function tryCompile(expression: string): CompiledCesql | Error {
  try {
    return compileCesql(expression, { dialect: "knative" });
  } catch (error) {
    if (CesqlSyntaxError.is(error)) return error;
    throw error;
  }
}

class CesqlFilter implements FilterNode {
  public readonly conditions: readonly Condition[];
  private readonly expression: string;
  private readonly compiled: CompiledCesql;
  private readonly path: string;

  public constructor(expression: string, compiled: CompiledCesql, path: string) {
    this.conditions = cesqlConditions(parseCesql(expression, "knative"));
    this.expression = expression;
    this.compiled = compiled;
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
