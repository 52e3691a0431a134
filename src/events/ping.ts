import type { Contract } from "./contract.ts";
import { sourceEvent, type SourceEventOptions } from "./sources/source-event.ts";

/** The only type a PingSource emits (eventing.md §7.1); an override of it would mute the source (§7.2). */
export const PING_TYPE = "dev.knative.sources.ping";

/** The contract of a PingSource's events: `dev.knative.sources.ping`, typed by its payload. */
export function pingEvent<Data = unknown, Input = Data>(
  options: SourceEventOptions<Input, Data> = {},
): Contract<typeof PING_TYPE, Data, Input> {
  return sourceEvent(PING_TYPE, options, { source: "/apis/v1/namespaces/<namespace>/pingsources/<name>" });
}
