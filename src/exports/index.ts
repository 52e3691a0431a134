export {
  type ExplainedEntry,
  type ExplainedHop,
  type ExplainedPart,
  explainPart,
} from "./explain/explain-part.ts";
export { type FoundPart, findPart } from "./explain/find-part.ts";
export { partText } from "./explain/part-text.ts";
export { type ExplainedTarget, explainTarget } from "./explain/explain-target.ts";
export { targetsText } from "./explain/targets-text.ts";
export { graphToDot } from "./dot.ts";
export { graphToJson } from "./json.ts";
export { graphToMermaid } from "./mermaid.ts";
export { graphToSvg } from "./svg/svg.ts";
