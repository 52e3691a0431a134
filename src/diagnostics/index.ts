export { AuthoringError } from "./authoring-error.ts";
export type { Diagnostic, ObjectRef, Place, Severity } from "./diagnostic.ts";
export { didYouMean, nearestName } from "./did-you-mean.ts";
export { orderFindings } from "./order.ts";
export type { Report } from "./report.ts";
