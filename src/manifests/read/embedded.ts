import { parse } from "yaml";

/** YAML inside a text field, such as a ConfigMap's `channel-template-spec`; undefined when it does not parse. */
export function parseEmbedded(text: string): unknown {
  try {
    return parse(text, { logLevel: "error" });
  } catch {
    return undefined;
  }
}
