import type { WireEvent } from "../event.ts";
import { cesqlFilter, UnreadableCesql } from "./cesql-filter.ts";
import { All, Any, Not } from "./combinations.ts";
import { Comparisons } from "./comparisons.ts";
import type { FilterExplanation } from "./explanation.ts";
import type { FilterNode } from "./node.ts";
import type { FilterOutcome } from "./outcome.ts";

/** The two filter fields of a Trigger as written. */
export interface FilterSpec {
  /** Legacy `filter.attributes`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** `filters`, in the shape of the manifest; where it has one, `attributes` counts for nothing. */
  readonly filters?: readonly unknown[];
}

/** Lists and `not`s inside each other; a deeper filter matches nothing. No manifest that an API server takes is near it. */
export const MAX_FILTER_DEPTH = 500;

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
  if (Array.isArray(spec.filters) && spec.filters.length > 0) {
    const compilation: Compilation = { depth: 0, unreadable: undefined };
    const node = all(compileList(spec.filters, "filters", compilation));
    return compilation.unreadable ?? node;
  }
  return isRecord(spec.attributes) ? new Comparisons("attributes", spec.attributes, "filter.attributes") : undefined;
}

function outcomeOf(node: FilterNode, event: WireEvent): FilterOutcome {
  const outcome = node.evaluate(event);
  return outcome === "panic" ? "fail" : outcome;
}

interface Compilation {
  depth: number;
  /** The first thing that ends the reading of the whole filter. */
  unreadable: FilterNode | undefined;
}

/** Dropped filters vanish from their list. */
function compileList(filters: readonly unknown[], path: string, compilation: Compilation): readonly FilterNode[] {
  const nodes: FilterNode[] = [];
  for (const [index, filter] of filters.entries()) {
    const node = compileOne(filter, `${path}[${index}]`, compilation);
    if (node !== undefined) nodes.push(node);
  }
  return nodes;
}

/** The first dialect that is not empty counts. Undefined for a filter that is dropped. */
function compileOne(filter: unknown, path: string, compilation: Compilation): FilterNode | undefined {
  if (!isRecord(filter)) return undefined;
  if (compilation.depth >= MAX_FILTER_DEPTH) {
    compilation.unreadable ??= new UnreadableCesql("", `it is nested deeper than ${MAX_FILTER_DEPTH} levels`, path);
    return undefined;
  }
  compilation.depth++;
  const node = compileDialect(filter, path, compilation);
  compilation.depth--;
  return node;
}

function compileDialect(
  filter: Readonly<Record<string, unknown>>,
  path: string,
  compilation: Compilation,
): FilterNode | undefined {
  for (const dialect of ["exact", "prefix", "suffix"] as const) {
    const wanted = filter[dialect];
    if (isRecord(wanted) && Object.keys(wanted).length > 0) return comparisons(dialect, wanted, `${path}.${dialect}`);
  }
  const { all: every, any: some, not, cesql } = filter;
  if (Array.isArray(every) && every.length > 0) return all(compileList(every, `${path}.all`, compilation));
  if (Array.isArray(some) && some.length > 0) return any(compileList(some, `${path}.any`, compilation));
  if (isRecord(not)) return new Not(compileOne(not, `${path}.not`, compilation), `${path}.not`);
  if (typeof cesql !== "string" || cesql === "") return undefined;
  const node = cesqlFilter(cesql, `${path}.cesql`);
  if (node instanceof UnreadableCesql) compilation.unreadable ??= node;
  return node;
}

/** An entry without a name or a value makes Knative drop the whole filter (eventing.md §6.10, §13 row 5). */
function comparisons(
  dialect: "exact" | "prefix" | "suffix",
  wanted: Readonly<Record<string, unknown>>,
  path: string,
): FilterNode | undefined {
  for (const name of Object.keys(wanted))
    if (name === "" || wanted[name] === "" || typeof wanted[name] !== "string") return undefined;
  return new Comparisons(dialect, wanted, path);
}

function all(nodes: readonly FilterNode[]): FilterNode | undefined {
  return nodes.length === 1 ? nodes[0] : new All(nodes);
}

function any(nodes: readonly FilterNode[]): FilterNode | undefined {
  return nodes.length === 1 ? nodes[0] : new Any(nodes);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
