import type { Diagnostic } from "../../diagnostics/index.ts";
import { type FilterNode, type Flow, type MapNode, nodesIn, type SwitchNode } from "../flow.ts";

/** The way out that every target but `shim` names for what it cannot carry. */
export const SHIM_MEND = 'Set `shim: "where-needed"`, which puts a small service there; or use `target: "shim"`.';

/** Refuses a node that only a shim carries. `message` says why this target cannot. */
export function needsShim(flow: Flow, node: SwitchNode | MapNode | FilterNode, message: string): Diagnostic {
  return {
    code: `${node.kind}-needs-shim`,
    severity: "error",
    at: { construct: node.name === undefined ? flow.path : `${flow.path}/${node.name}` },
    message,
    mend: SHIM_MEND,
  };
}

/** Refuses every `map`. */
export function* mappings(flow: Flow, why: string): Iterable<Diagnostic> {
  for (const node of nodesIn(flow.nodes)) {
    if (node.kind !== "map") continue;
    yield needsShim(flow, node, `"${node.name}" makes "${node.makes.type}" of an event, and ${why}.`);
  }
}
