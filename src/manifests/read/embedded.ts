import { parse } from "yaml";
import { tooDeepAt } from "./compose.ts";

/** YAML inside a text field, such as a ConfigMap's `channel-template-spec`; undefined when it does not parse. */
export function parseEmbedded(text: string): unknown {
  if (tooDeepAt(text) !== undefined) return undefined;
  try {
    return parse(text, { logLevel: "error" });
  } catch {
    return undefined;
  }
}
