export { compileFilter, explainFilter, liveFilter } from "./compile-filter.ts";
export type { FilterExplanation, FilterReason } from "./explanation.ts";
export { type FilterSpec, MAX_FILTER_DEPTH } from "./filter-tree.ts";
export { type Filtered, FilterIndex } from "./filter-index.ts";
export type { FilterOutcome } from "./outcome.ts";
