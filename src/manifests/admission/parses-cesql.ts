import { CesqlSyntaxError } from "../../events/cesql/errors.ts";
import { parseCesql } from "../../events/cesql/parser.ts";

/** Whether Knative's engine can parse a text as CESQL: all that a webhook asks of a filter (eventing.md §3.7, §10.3). */
export function parsesCesql(expression: string): boolean {
  try {
    parseCesql(expression, "knative");
    return true;
  } catch (error) {
    if (error instanceof CesqlSyntaxError) return false;
    throw error;
  }
}
