export { AuthoringError } from "./authoring-error.ts";
export type { Diagnostic, ObjectRef, Place, Severity } from "./diagnostic.ts";
