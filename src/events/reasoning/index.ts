// Filters as claims about events.
export { reason } from "./reason.ts";
export { allOf, and, anyOf, not, oneOf, or, type Predicate } from "./predicate.ts";

// What follows from them.
export { exampleOf, implies, isAlwaysTrue, isSatisfiable, overlaps, type Verdict } from "./verdicts.ts";
export { admitsType, type TypeSet, typesOf } from "./types-of.ts";
export { evaluate } from "./evaluate.ts";
