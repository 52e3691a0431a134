import type { WireEvent } from "../event.ts";
import { CesqlFilter, UnreadableCesql } from "./cesql-filter.ts";
import { All, Any, Not } from "./combinations.ts";
import { Comparisons } from "./comparisons.ts";
import type { FilterExplanation } from "./explanation.ts";
import { type FilterSpec, type FilterTree, readFilter } from "./filter-tree.ts";
import { LiveOrder } from "./live-order.ts";
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

/**
 * The same as it answers in a running cluster: the filters of a list change their order with the events they decide
 * about (eventing.md §6.10, "Order changes at run time"), so what it says of an event depends on those before it. One
 * for each Trigger that runs.
 */
export function liveFilter(spec: FilterSpec): (event: WireEvent) => FilterOutcome {
  const node = compileSpec(spec, (nodes) => new LiveOrder(nodes));
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
export function compileSpec(spec: FilterSpec, orderOf: OrderOf = KEPT): FilterNode | undefined {
  const { tree, unreadable } = readFilter(spec);
  if (unreadable !== undefined) return new UnreadableCesql(unreadable.expression, unreadable.error, unreadable.path);
  return tree === undefined ? undefined : compileTree(tree, orderOf);
}

/** The order in which a list is asked; undefined keeps the declared one. */
type OrderOf = (nodes: readonly FilterNode[]) => LiveOrder | undefined;

const KEPT: OrderOf = () => undefined;

function outcomeOf(node: FilterNode, event: WireEvent): FilterOutcome {
  const outcome = node.evaluate(event);
  return outcome === "panic" ? "fail" : outcome;
}

function compileTree(tree: FilterTree, orderOf: OrderOf): FilterNode {
  switch (tree.kind) {
    case "comparisons":
      return new Comparisons(tree.dialect, tree.entries, tree.path);
    case "all": {
      const nodes = tree.parts.map((part) => compileTree(part, orderOf));
      return new All(nodes, orderOf(nodes));
    }
    case "any": {
      const nodes = tree.parts.map((part) => compileTree(part, orderOf));
      return new Any(nodes, orderOf(nodes));
    }
    case "not":
      return new Not(tree.part === undefined ? undefined : compileTree(tree.part, orderOf), tree.path);
    case "cesql":
      return new CesqlFilter(tree.expression, tree.parsed, tree.path);
  }
}
