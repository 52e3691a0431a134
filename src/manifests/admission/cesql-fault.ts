import { CesqlSyntaxError, parseCesql } from "../../events/cesql/index.ts";

/**
 * Why Knative's engine cannot read an expression, with the place in it, or undefined when it can. Knative itself says
 * only `parse error` (eventing.md §3.7, §10.3).
 */
export function cesqlFault(expression: string): string | undefined {
  try {
    parseCesql(expression, "knative");
    return undefined;
  } catch (error) {
    if (CesqlSyntaxError.is(error)) return error.message;
    throw error;
  }
}
