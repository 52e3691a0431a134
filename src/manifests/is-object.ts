/** Whether a value read from YAML or JSON is a mapping: neither a list, nor null, nor a scalar. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
