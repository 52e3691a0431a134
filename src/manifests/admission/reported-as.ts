import type { Report } from "./fault.ts";

/**
 * Reports faults inside a list element as Knative prints them there: the inner error is thrown away, what is left is
 * `invalid value` and a Go struct at the element's path (eventing.md §1.2). Our own words and places stay.
 */
export function reportedAs(path: string, report: Report): Report {
  return (fault) => report({ ...fault, knative: { message: "invalid value", paths: [path] } });
}
