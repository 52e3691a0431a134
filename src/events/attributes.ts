/** Context attributes of CloudEvents 1.0 that have a meaning of their own; every other name is an extension. */
export const CORE_ATTRIBUTES: ReadonlySet<string> = new Set([
  "specversion",
  "id",
  "source",
  "type",
  "subject",
  "time",
  "datacontenttype",
  "dataschema",
]);

/** What Knative lets a filter name: lower-case letters and digits, not starting with a digit (eventing.md §3.7). */
export const ATTRIBUTE_NAME = /^[a-z][a-z0-9]*$/;

/** What CloudEvents lets an extension be named: lower-case letters and digits (eventing.md §6.8). */
export const EXTENSION_NAME = /^[a-z0-9]+$/;
