import { isObject } from "../is-object.ts";
import { labelValueFaults, qualifiedNameFaults } from "../names/kubernetes-names.ts";

/** Why a Kubernetes label selector cannot be used; undefined when it can [k8s]. */
export function labelSelectorFault(selector: unknown): string | undefined {
  if (!isObject(selector)) return undefined;
  if (isObject(selector.matchLabels)) {
    for (const [key, value] of Object.entries(selector.matchLabels)) {
      const fault = keyFault(key) ?? valueFault(value);
      if (fault !== undefined) return fault;
    }
  }
  if (!Array.isArray(selector.matchExpressions)) return undefined;
  for (const expression of selector.matchExpressions) {
    const fault = isObject(expression) ? expressionFault(expression) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function expressionFault(expression: Readonly<Record<string, unknown>>): string | undefined {
  const { key, operator } = expression;
  const values: readonly unknown[] = Array.isArray(expression.values) ? expression.values : [];
  switch (operator) {
    case "In":
    case "NotIn":
      if (values.length === 0) return `for "In" and "NotIn" operators, values set can't be empty`;
      break;
    case "Exists":
    case "DoesNotExist":
      if (values.length > 0) return "values set must be empty for exists and does not exist";
      break;
    default:
      return `${JSON.stringify(operator ?? "")} is not a valid label selector operator`;
  }
  return keyFault(typeof key === "string" ? key : "") ?? values.map(valueFault).find((fault) => fault !== undefined);
}

function keyFault(key: string): string | undefined {
  return qualifiedNameFaults(key)[0];
}

function valueFault(value: unknown): string | undefined {
  return typeof value === "string" ? labelValueFaults(value)[0] : undefined;
}
