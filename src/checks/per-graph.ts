import type { EventGraph } from "../graph/index.ts";

/** What several rules derive from a graph alone, derived once for each graph. */
export function perGraph<Value>(derive: (graph: EventGraph) => Value): (graph: EventGraph) => Value {
  const known = new WeakMap<EventGraph, { readonly value: Value }>();
  return (graph) => {
    let found = known.get(graph);
    if (found === undefined) known.set(graph, (found = { value: derive(graph) }));
    return found.value;
  };
}
