import { deliveryTraits } from "../delivery/index.ts";
import type { Endpoint } from "./graph.ts";
import { textAt, tryMappingAt } from "./read.ts";

const SHIPPED_CLASS = "MTChannelBasedBroker";
const JET_STREAM = "NatsJetStreamChannel";

/**
 * Whether an event that a Broker or Channel has taken outlives the process that took it; undefined where that is unknown,
 * and for endpoints that keep nothing. A Broker over channels is as durable as the channel behind it; a JetStream channel
 * as its storage says (eventing.md §6.1; sources.md §1.3, §1.4, §3.1).
 */
export function isDurable(endpoint: Endpoint): boolean | undefined {
  if (endpoint.kind === "channel") {
    return endpoint.channelKind === JET_STREAM ? storage(endpoint) : known(endpoint.channelKind);
  }
  if (endpoint.kind !== "broker") return undefined;
  if (endpoint.brokerClass !== SHIPPED_CLASS) return known(endpoint.brokerClass);
  return endpoint.unknownConfig ? undefined : known(endpoint.channelKind ?? "InMemoryChannel");
}

function known(brokerClassOrChannelKind: string): boolean | undefined {
  const { value } = deliveryTraits(brokerClassOrChannelKind).durable;
  return value === "unknown" ? undefined : value;
}

/** The stream of a JetStream channel, or of the template of a Channel over one. */
function storage({ manifest }: Endpoint): boolean | undefined {
  const spec = tryMappingAt(manifest, "spec");
  const template = tryMappingAt(spec, "channelTemplate", "spec") ?? spec;
  switch (textAt(template, "stream", "config", "storage")) {
    case "File":
      return true;
    case "Memory":
      return false;
    default:
      return undefined;
  }
}
