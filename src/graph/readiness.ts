import type { BrokerEndpoint, ChannelEndpoint, Endpoint, EndpointId, EventGraph, Hop, Target } from "./graph.ts";

/** What is not Knative's own, or not known to be. */
export interface ReadinessOptions {
  /**
   * Whether Brokers of another class than Knative ships, and Brokers with a config that is not among the manifests,
   * stand behind Knative's own ingress. False: they are nobody's there, and it answers 500.
   *
   * @default true
   */
  readonly foreignBrokers?: boolean;
}

const SHIPPED_CLASS = "MTChannelBasedBroker";

/**
 * Brokers and Channels that never become ready (eventing.md §5.5): their dead-letter sink does not resolve. One that
 * is named by reference resolves when it has an address, and it gets one when its own sink has: whatever leads back to
 * itself waits for ever. A URL is not waited for.
 */
export function neverReady(
  graph: EventGraph,
  { foreignBrokers = true }: ReadinessOptions = {},
): ReadonlySet<EndpointId> {
  const waiting = new Map<EndpointId, readonly EndpointId[]>();
  const never = new Set<EndpointId>();
  for (const endpoint of graph.endpoints) {
    if (endpoint.kind !== "broker" && endpoint.kind !== "channel") continue;
    if (endpoint.unresolved || (!foreignBrokers && isForeign(endpoint))) never.add(endpoint.id);
    else waiting.set(endpoint.id, waitsFor(endpoint));
  }
  const waiters = new Map<EndpointId, EndpointId[]>();
  const open = new Map<EndpointId, number>();
  const ready: EndpointId[] = [];
  for (const [id, awaited] of waiting) {
    // What is neither Broker nor Channel has its address without waiting for anybody.
    const still = awaited.filter((one) => waiting.has(one) || never.has(one));
    open.set(id, still.length);
    if (still.length === 0) ready.push(id);
    for (const one of still) waiters.set(one, [...(waiters.get(one) ?? []), id]);
  }
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waiting.delete(id);
    for (const waiter of waiters.get(id) ?? []) {
      const left = (open.get(waiter) ?? 0) - 1;
      open.set(waiter, left);
      if (left === 0) ready.push(waiter);
    }
  }
  return new Set([...never, ...waiting.keys()]);
}

/** Whether a leg's controller adds it to its Broker or Channel: everything it refers to has an address (eventing.md §5.5). */
export function isLegReady(hop: Hop, never: ReadonlySet<EndpointId>): boolean {
  if (hop.to === undefined || hop.unresolved) return false;
  return [hop.to, hop.reply, hop.delivery.deadLetterSink].every((target) =>
    awaited(target).every((id) => !never.has(id)),
  );
}

/** Whether the law of the class that Knative ships is only assumed of a Broker. */
export function isForeign(endpoint: Endpoint): boolean {
  if (endpoint.kind !== "broker") return false;
  return endpoint.brokerClass !== SHIPPED_CLASS || endpoint.unknownConfig === true;
}

function waitsFor(endpoint: BrokerEndpoint | ChannelEndpoint): readonly EndpointId[] {
  const behind = endpoint.kind === "broker" ? endpoint.channelDelivery?.deadLetterSink : undefined;
  return [...new Set([...awaited(endpoint.delivery.deadLetterSink), ...awaited(behind)])];
}

/** Only references are resolved; a URL is taken as it is. */
function awaited(target: Target | undefined): readonly EndpointId[] {
  return target?.origin.field?.endsWith(".ref") ? [target.endpoint] : [];
}
