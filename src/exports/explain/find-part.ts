import { type Endpoint, type EventGraph, findEndpoint, type Hop } from "../../graph/index.ts";

/** What a name stands for in a graph: the legs of a Pipeline or of any construct, or all that one endpoint leads to. */
export type FoundPart =
  | { readonly name: string; readonly hops: readonly Hop[] }
  | { readonly hops?: undefined; readonly candidates: readonly string[] };

/**
 * Finds what a person means: a construct by its path or id (`reports/daily-report`, `daily-report`), or an endpoint as
 * {@link findEndpoint} does, with everything behind it.
 */
export function findPart(graph: EventGraph, text: string): FoundPart {
  const inConstruct = graph.hops.filter(({ origin }) => isWithin(origin.place.construct, text));
  if (inConstruct.length > 0) return { name: text, hops: inConstruct };
  const found = findEndpoint(graph, text);
  if (found.endpoint === undefined) {
    const scopes = graph.hops.flatMap(({ origin }) => origin.place.construct?.split("/").slice(0, -1).join("/") ?? []);
    return { candidates: [...new Set([...scopes, ...found.candidates])].filter((one) => one !== "").sort() };
  }
  return { name: found.endpoint.name, hops: behind(graph, found.endpoint) };
}

/** Whether a construct path has the named path, or the construct with that id, in it. */
function isWithin(path: string | undefined, text: string): boolean {
  return path !== undefined && `/${path}/`.includes(`/${text}/`);
}

function behind(graph: EventGraph, start: Endpoint): readonly Hop[] {
  const reached = new Set([start.id]);
  const legs = new Map<string, Hop[]>();
  for (const hop of graph.hops) {
    const list = legs.get(hop.from);
    if (list === undefined) legs.set(hop.from, [hop]);
    else list.push(hop);
  }
  const hops: Hop[] = [];
  // The set grows while it is walked.
  for (const id of reached) {
    for (const hop of legs.get(id) ?? []) {
      hops.push(hop);
      for (const target of [hop.to, hop.reply, hop.delivery.deadLetterSink])
        if (target !== undefined) reached.add(target.endpoint);
    }
  }
  return hops;
}
