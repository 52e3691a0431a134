/**
 * Which reading of CESQL: `spec` is the specification, version 1.0.0; `knative` is what the engine inside Knative does,
 * because that is what will run. They differ in the lexer, the associativity of AND, OR and XOR, LIKE, and in that
 * Knative counts bytes (eventing.md §10.3).
 */
export type CesqlDialect = "spec" | "knative";
