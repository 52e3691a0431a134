import { CORE_ATTRIBUTES } from "../../events/attributes.ts";
import type { AttributeValue, WireEvent } from "../../events/event.ts";
import { PING_TYPE } from "../../events/ping.ts";
import type { SourceEndpoint } from "../../graph/graph.ts";

/** What the host adds to a PingSource's event. */
export interface PingStamp {
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
}

/**
 * The event a PingSource sends when its schedule fires, or when it is fired by hand (eventing.md §7.1): its data as
 * bytes, its content type, and the extensions that `ceOverrides` set. Undefined when it sends nothing: see
 * {@link mutedBy}.
 */
export function pingEventOf(source: SourceEndpoint, stamp: PingStamp): WireEvent | undefined {
  const { ping, ceOverrides } = source;
  if (ping === undefined || mutedBy(source) !== undefined) return undefined;
  const attributes: Record<string, AttributeValue> = Object.create(null);
  attributes.specversion = "1.0";
  attributes.id = stamp.id;
  attributes.source = ping.source;
  attributes.type = PING_TYPE;
  attributes.time = stamp.time;
  if (ping.contentType !== undefined && ping.contentType !== "") attributes.datacontenttype = ping.contentType;
  for (const [name, value] of Object.entries(ceOverrides)) attributes[name.toLowerCase()] = value;
  const { data } = ping;
  return data === undefined || data.length === 0 ? { attributes } : { attributes, data };
}

/** The override that is named like a core attribute: with it every event of the source is invalid, so none is sent (eventing.md §7.2). */
export function mutedBy(source: SourceEndpoint): string | undefined {
  return Object.keys(source.ceOverrides).find((name) => CORE_ATTRIBUTES.has(name.toLowerCase()));
}
