import { type Endpoint, type EndpointId, type EventGraph, isLegReady, neverReady } from "../graph/index.ts";
import { assumedLaws } from "./assumed-law.ts";
import { mutedBy } from "./engine/ping.ts";

/**
 * What whoever runs a graph has to know beforehand, a sentence each: where the law that runs is only assumed, and what
 * can never deliver though nothing says so.
 */
export function graphNotices(graph: EventGraph): readonly string[] {
  const never = neverReady(graph);
  const sending = new Set(graph.hops.filter((hop) => isLegReady(hop, never)).map(({ from }) => from));
  return [
    ...assumedLaws(graph).map(({ message }) => message),
    ...graph.endpoints.flatMap((endpoint) => noticeOf(endpoint, never, sending) ?? []),
  ];
}

function noticeOf(
  endpoint: Endpoint,
  never: ReadonlySet<EndpointId>,
  sending: ReadonlySet<EndpointId>,
): string | undefined {
  const { kind, id, name } = endpoint;
  if (never.has(id)) {
    return `${kind} ${name} never becomes ready and answers 500: its dead-letter sink is nowhere, or leads back to it.`;
  }
  if (kind !== "source" || endpoint.ping === undefined) return undefined;
  const muting = mutedBy(endpoint);
  if (muting !== undefined) {
    return `${name} never delivers: its override of ${JSON.stringify(muting)}, a core attribute, makes every event invalid.`;
  }
  return sending.has(id) ? undefined : `${name} never delivers: it has no sink that events could be sent to.`;
}
