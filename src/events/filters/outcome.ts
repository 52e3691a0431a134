/**
 * What a filter says of an event; only `fail` withholds it (eventing.md §6.10). `none`: there was nothing to say, such
 * as an empty filter.
 */
export type FilterOutcome = "pass" | "fail" | "none";

/**
 * Inside a filter: `panic` is where Knative's filter panics, which ends the whole evaluation, `not` and `any` around
 * it included; outside it counts as no match (eventing.md §13 rows 2, 3, 30).
 */
export type InnerOutcome = FilterOutcome | "panic";
