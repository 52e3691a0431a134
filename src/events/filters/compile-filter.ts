import type { WireEvent } from "../event.ts";
import { CesqlFilter, UnreadableCesql } from "./cesql-filter.ts";
import { All, Any, Not } from "./combinations.ts";
import { Comparisons } from "./comparisons.ts";
import type { FilterExplanation } from "./explanation.ts";
import { type FilterSpec, type FilterTree, readFilter } from "./filter-tree.ts";
import type { FilterNode } from "./node.ts";
import type { FilterOutcome } from "./outcome.ts";

/**
 * Compiles a Trigger's filter to closures, once: what it says of each event, as Knative evaluates it
 * (eventing.md §6.10). Never throws, whatever the manifest holds; what Knative drops is dropped, and where Knative
 * panics nothing matches.
 */
export function compileFilter(spec: FilterSpec): (event: WireEvent) => FilterOutcome {
  const node = compileSpec(spec);
  if (node === undefined) return () => "none";
  return (event) => outcomeOf(node, event);
}

/** Why the filter withholds this event; compiled each time, for what is asked rarely. */
export function explainFilter(spec: FilterSpec, event: WireEvent): FilterExplanation {
  const node = compileSpec(spec);
  const outcome = node === undefined ? "none" : outcomeOf(node, event);
  return { outcome, reasons: node === undefined || outcome !== "fail" ? [] : node.explain(event) };
}

/** The whole filter as one node; undefined when there is nothing to evaluate. */
export function compileSpec(spec: FilterSpec): FilterNode | undefined {
  const { tree, unreadable } = readFilter(spec);
  if (unreadable !== undefined) return new UnreadableCesql(unreadable.expression, unreadable.error, unreadable.path);
  return tree === undefined ? undefined : compileTree(tree);
}

function outcomeOf(node: FilterNode, event: WireEvent): FilterOutcome {
  const outcome = node.evaluate(event);
  return outcome === "panic" ? "fail" : outcome;
}

function compileTree(tree: FilterTree): FilterNode {
  switch (tree.kind) {
    case "comparisons":
      return new Comparisons(tree.dialect, tree.entries, tree.path);
    case "all":
      return new All(tree.parts.map(compileTree));
    case "any":
      return new Any(tree.parts.map(compileTree));
    case "not":
      return new Not(tree.part === undefined ? undefined : compileTree(tree.part), tree.path);
    case "cesql":
      return new CesqlFilter(tree.expression, tree.parsed, tree.path);
  }
}
