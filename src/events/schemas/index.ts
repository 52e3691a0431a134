// JSON Schemas of events' data, as far as they can be judged for certain.
export { compareSchemas, type SchemaComparison } from "./compare.ts";
export { type Judgement, judgeValue } from "./judge.ts";
