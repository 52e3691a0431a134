export { graphToDot } from "./dot.ts";
export { graphToJson } from "./json.ts";
export { graphToMermaid } from "./mermaid.ts";
export { graphToSvg } from "./svg/svg.ts";
