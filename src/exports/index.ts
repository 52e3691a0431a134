export { graphToJson } from "./json.ts";
export { graphToMermaid } from "./mermaid.ts";
