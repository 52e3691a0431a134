import type {
  BrokerEndpoint,
  EffectiveDelivery,
  Endpoint,
  EventGraph,
  Hop,
  HopFilter,
  Target,
} from "../../../src/graph/index.ts";
import { type Manifest, namespaceOf } from "../../../src/manifests/manifest.ts";
import type { Lowered, LoweredChannel, LoweredDelivery, LoweredSubscriber, Scenario } from "./recording.ts";

const ORIGIN = { place: {} };
const UNKNOWN = { accepts: undefined, replies: undefined, emits: undefined, origin: ORIGIN };
const FILTER = /^http:\/\/broker-filter\.[^/]+\/triggers\/([^/]+)\/([^/]+)\//;

/**
 * The graph of what Knative's controllers really made of a scenario, so that the engine is compared by itself: only
 * filters, formats and subscribers of Triggers are read from the manifests.
 */
export function graphOfLowered(scenario: Scenario, lowered: Lowered): EventGraph {
  const endpoints = new Map<string, Endpoint>();
  const hops: Hop[] = [];
  for (const manifest of scenario.manifests) {
    if (manifest.kind === "Broker") add(endpoints, brokerEndpoint(manifest, lowered));
  }
  for (const channel of lowered.channels) {
    const from = endpointOf(endpoints, channel, scenario);
    if (from === undefined) continue;
    for (const subscriber of channel.subscribers ?? []) {
      const hop = hopOf(from, channel, subscriber, scenario, lowered);
      if (hop !== undefined) hops.push(hop);
    }
  }
  for (const hop of hops) {
    for (const target of [hop.to, hop.reply, hop.delivery.deadLetterSink]) {
      if (target !== undefined && !endpoints.has(target.endpoint)) add(endpoints, outside(target));
    }
  }
  const nothing = { links: [], dangling: [], contracts: new Map(), eventTypes: [], objects: [] };
  return { endpoints: [...endpoints.values()], hops, ...nothing };
}

function add(endpoints: Map<string, Endpoint>, endpoint: Endpoint): void {
  endpoints.set(endpoint.id, endpoint);
}

function brokerEndpoint(manifest: Manifest, lowered: Lowered): BrokerEndpoint {
  const name = manifest.metadata.name ?? "";
  const namespace = namespaceOf(manifest);
  const annotations = manifest.metadata.annotations ?? {};
  const url = `http://broker-ingress.knative-eventing.svc.cluster.local/${namespace}/${name}`;
  const isReady = Object.values(lowered.addresses).includes(url);
  return {
    kind: "broker",
    id: url,
    name,
    namespace,
    url,
    ...UNKNOWN,
    brokerClass: annotations["eventing.knative.dev/broker.class"] ?? "MTChannelBasedBroker",
    async: annotations["messaging.knative.dev/async-handler"] === "true",
    delivery: { specified: false },
    ...(isReady ? {} : { unresolved: true }),
  };
}

/** The Broker whose channel this is, or the channel itself. */
function endpointOf(
  endpoints: Map<string, Endpoint>,
  channel: LoweredChannel,
  scenario: Scenario,
): Endpoint | undefined {
  const namespace = namespaceIn(channel);
  for (const endpoint of endpoints.values()) {
    if (endpoint.kind !== "broker") continue;
    if (endpoint.namespace === namespace && `${endpoint.name}-kne-trigger` === channel.name) return endpoint;
  }
  if (channel.address === undefined) return undefined;
  const manifest = scenario.manifests.find(
    (one) => one.kind === "InMemoryChannel" && one.metadata.name === channel.name && namespaceOf(one) === namespace,
  );
  const made: Endpoint = {
    kind: "channel",
    id: channel.address,
    name: channel.name,
    namespace,
    url: channel.address,
    ...UNKNOWN,
    channelKind: "InMemoryChannel",
    async: manifest?.metadata.annotations?.["messaging.knative.dev/async-handler"] === "true",
    delivery: { specified: false },
  };
  add(endpoints, made);
  return made;
}

function hopOf(
  from: Endpoint,
  channel: LoweredChannel,
  subscriber: LoweredSubscriber,
  scenario: Scenario,
  lowered: Lowered,
): Hop | undefined {
  const filtered = FILTER.exec(subscriber.subscriberUri ?? "");
  const trigger = filtered === null ? undefined : triggerCalled(scenario, filtered[1] ?? "", filtered[2] ?? "");
  const spec: TriggerSpec = trigger?.spec ?? {};
  const url = trigger === undefined ? subscriber.subscriberUri : urlOf(spec.subscriber, trigger, lowered);
  const format = spec.delivery?.format;
  const base = {
    id: `${channel.name}/${subscriber.subscription}`,
    name: trigger?.metadata.name ?? subscriber.subscription,
    namespace: filtered?.[1] ?? namespaceIn(channel),
    from: from.id,
    carriesDelivery: true,
    discards: [],
    origin: ORIGIN,
    reply: subscriber.replyUri === undefined ? undefined : targetOf(subscriber.replyUri),
  };
  const delivery = { ...deliveryOf(subscriber.delivery), ...(format === undefined ? {} : { format: sourced(format) }) };
  // A Subscription without a subscriber hands the event to its reply.
  if (url === undefined) {
    if (trigger !== undefined || base.reply === undefined) return undefined;
    return { ...base, kind: "subscription", to: base.reply, reply: undefined, filter: {}, delivery };
  }
  const to = targetOf(url);
  return trigger === undefined
    ? { ...base, kind: "subscription", to, filter: {}, delivery }
    : { ...base, kind: "trigger", to, filter: filterOf(spec), delivery };
}

/** Channels are told apart by their address. */
function namespaceIn({ address }: LoweredChannel): string {
  return /^http:\/\/[^.]+\.([^.]+)\.svc\./.exec(address ?? "")?.[1] ?? "default";
}

interface TriggerSpec {
  readonly subscriber?: DestinationSpec;
  readonly filter?: { readonly attributes?: Readonly<Record<string, string>> };
  readonly filters?: readonly unknown[];
  readonly delivery?: { readonly format?: "json" | "binary" };
}

interface DestinationSpec {
  readonly ref?: { readonly kind: string; readonly name: string; readonly namespace?: string };
  readonly uri?: string;
}

function triggerCalled(scenario: Scenario, namespace: string, name: string): Manifest | undefined {
  return scenario.manifests.find(
    (one) => one.kind === "Trigger" && one.metadata.name === name && namespaceOf(one) === namespace,
  );
}

function filterOf({ filter, filters }: TriggerSpec): HopFilter {
  return {
    ...(filter?.attributes === undefined ? {} : { attributes: filter.attributes }),
    ...(filters === undefined ? {} : { filters }),
  };
}

function urlOf(destination: DestinationSpec | undefined, trigger: Manifest, lowered: Lowered): string | undefined {
  const { ref, uri } = destination ?? {};
  if (ref === undefined) return uri;
  const namespace = ref.namespace ?? namespaceOf(trigger);
  const kind = ref.kind === "InMemoryChannel" ? "imc" : ref.kind.toLowerCase();
  const base =
    ref.kind === "Service"
      ? `http://${ref.name}.${namespace}.svc.cluster.local`
      : (lowered.addresses[`${kind}/${ref.name}`] ?? lowered.addresses[`${kind}/${namespace}/${ref.name}`]);
  return uri === undefined || base === undefined ? base : new URL(uri, base).href;
}

function deliveryOf(delivery: LoweredDelivery | undefined): EffectiveDelivery {
  if (delivery === undefined) return { specified: false };
  const { retry, backoffPolicy, backoffDelay, timeout, retryAfterMax, deadLetterSink } = delivery;
  return {
    specified: true,
    ...(retry === undefined ? {} : { retry: sourced(retry) }),
    ...(backoffPolicy === undefined ? {} : { backoffPolicy: sourced(backoffPolicy) }),
    ...(backoffDelay === undefined ? {} : { backoffDelay: sourced(backoffDelay) }),
    ...(timeout === undefined ? {} : { timeout: sourced(timeout) }),
    ...(retryAfterMax === undefined ? {} : { retryAfterMax: sourced(retryAfterMax) }),
    ...(deadLetterSink?.uri === undefined ? {} : { deadLetterSink: targetOf(deadLetterSink.uri) }),
  };
}

function sourced<T>(value: T): { readonly value: T; readonly origin: typeof ORIGIN } {
  return { value, origin: ORIGIN };
}

function targetOf(url: string): Target {
  return { endpoint: url, url, origin: ORIGIN };
}

function outside(target: Target): Endpoint {
  const { endpoint: id, url } = target;
  return { kind: "external", id, name: id, namespace: "default", url, ...UNKNOWN };
}
