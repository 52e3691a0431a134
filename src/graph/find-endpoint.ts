import type { Endpoint, EventGraph } from "./graph.ts";

/** What a name led to: one endpoint, none (with near names), or several. */
export type Found =
  | { readonly endpoint: Endpoint }
  | { readonly endpoint?: undefined; readonly candidates: readonly string[]; readonly isAmbiguous: boolean };

/**
 * Finds the endpoint a person means: by construct path (`reports/ord`), manifest name (`ord`, `reports/ord` for
 * namespace and name) or construct id, the most exact reading first. Several at one level are ambiguous, and listed. A
 * Sequence or Parallel is the channel where its events enter.
 */
export function findEndpoint(
  graph: EventGraph,
  text: string,
  isWanted: (endpoint: Endpoint) => boolean = () => true,
): Found {
  const wanted = graph.endpoints.filter(isWanted);
  for (const reading of READINGS) {
    const found = wanted.filter((endpoint) => reading(endpoint) === text);
    const [only] = found;
    if (found.length === 1 && only !== undefined) return { endpoint: only };
    if (found.length > 1) return { candidates: found.map(calledExactly), isAmbiguous: true };
  }
  return { candidates: wanted.map(calledExactly), isAmbiguous: false };
}

/** How an endpoint can be called so that nothing else is meant. */
function calledExactly(endpoint: Endpoint): string {
  return endpoint.construct ?? endpoint.id;
}

const READINGS: readonly ((endpoint: Endpoint) => string | undefined)[] = [
  (endpoint) => endpoint.id,
  (endpoint) => endpoint.construct,
  (endpoint) => endpoint.name,
  (endpoint) => `${endpoint.namespace}/${endpoint.name}`,
  (endpoint) => endpoint.entryOf,
  (endpoint) => endpoint.entryOf && `${endpoint.namespace}/${endpoint.entryOf}`,
  (endpoint) => endpoint.construct?.split("/").at(-1),
];
