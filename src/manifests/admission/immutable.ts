import { isObject } from "../is-object.ts";
import type { Report } from "./fault.ts";

/** `immutable-field`: some fields are fixed when the object is made; changing them takes a new object. */
export function checkImmutable(
  stored: unknown,
  given: unknown,
  field: string,
  printed: readonly string[],
  report: Report,
  { source, message = "Immutable fields changed (-old +new)" }: { readonly source: string; readonly message?: string },
): void {
  if (isEqual(stored, given)) return;
  report({
    code: "immutable-field",
    stage: "validate",
    field,
    message: `${field} cannot change once the object exists.`,
    mend: "Put the old value back, or delete the object and make it anew.",
    source,
    knative: { message, paths: printed },
  });
}

/** Whether two values are equal as JSON, whatever the order of fields. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isEqual(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key]))
  );
}
