export type { Acknowledged } from "./acknowledge.ts";
export { type CheckedApp, checkApp } from "./check-app.ts";
export { checkGraph } from "./check-graph.ts";
export { deriveFacts, type Facts } from "./facts.ts";
export type { Finding, Rule } from "./rule.ts";
export { RULES } from "./rules/index.ts";
