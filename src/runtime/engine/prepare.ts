import { type RetryPolicy, requestAddress, retryPolicy } from "../../delivery/index.ts";
import { liveFilter } from "../../events/filters/index.ts";
import type { WireEvent } from "../../events/event.ts";
import type { EffectiveDelivery, EndpointId, EventGraph, Hop, Target } from "../../graph/graph.ts";
import { isLegReady, neverReady, type ReadinessOptions } from "../../graph/readiness.ts";

/** Where requests of a leg go. */
export interface Destination {
  readonly endpoint: EndpointId;
  /** As requests carry it (eventing.md §6.2, 1). */
  readonly url: string;
}

/** One leg of a Broker or Channel, ready to deliver. */
export interface PreparedHop {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly from: EndpointId;
  /** A Trigger's subscriber stands behind the Broker's filter, which judges its answers (eventing.md §6.7). */
  readonly filter: ((event: WireEvent) => "pass" | "fail" | "none") | undefined;
  readonly format: "json" | "binary" | undefined;
  readonly subscriber: Destination;
  readonly reply: Destination | undefined;
  readonly deadLetter: Destination | undefined;
  readonly policy: RetryPolicy;
  /** The limit of one attempt in milliseconds; 0 is none. */
  readonly timeoutMs: number;
}

/** A source's one leg. */
export interface PreparedSource {
  readonly id: string;
  readonly namespace: string;
  readonly from: EndpointId;
  readonly sink: Destination;
}

/** All legs by the endpoint they start from, in the order of the manifests. */
export interface PreparedLegs {
  readonly hops: ReadonlyMap<EndpointId, readonly PreparedHop[]>;
  /** Brokers and Channels with a delivery that cannot be read: they have no handler (eventing.md §13, 15). */
  readonly broken: ReadonlySet<EndpointId>;
  /** Brokers and Channels that never become ready (eventing.md §5.5). */
  readonly notReady: ReadonlySet<EndpointId>;
  readonly sources: ReadonlyMap<EndpointId, readonly PreparedSource[]>;
}

/** Reads filters and deliveries once. Legs that do not resolve are left out: nothing is delivered there (eventing.md §5.5). */
export function prepareLegs(graph: EventGraph, options?: ReadinessOptions): PreparedLegs {
  const hops = new Map<EndpointId, PreparedHop[]>();
  const sources = new Map<EndpointId, PreparedSource[]>();
  const broken = new Set<EndpointId>();
  const notReady = neverReady(graph, options);
  for (const hop of graph.hops) {
    if (hop.to === undefined || !isLegReady(hop, notReady)) continue;
    const { id, namespace, from } = hop;
    if (hop.kind === "sink") append(sources, from, { id, namespace, from, sink: destination(hop.to) });
    // A shim sends by itself.
    else if (hop.kind !== "shim") {
      const policy = policyOf(hop.delivery);
      if (policy === undefined) broken.add(from);
      else append(hops, from, prepareHop(hop, hop.to, policy));
    }
  }
  return { hops, sources, broken, notReady };
}

function prepareHop(hop: Hop, to: Target, policy: RetryPolicy): PreparedHop {
  const { id, name, namespace, from, delivery } = hop;
  return {
    id,
    name,
    namespace,
    from,
    filter: hop.kind === "trigger" ? liveFilter(hop.filter) : undefined,
    format: hop.kind === "trigger" ? delivery.format?.value : undefined,
    subscriber: destination(to),
    reply: hop.reply && destination(hop.reply),
    deadLetter: delivery.deadLetterSink && destination(delivery.deadLetterSink),
    policy,
    timeoutMs: policy.timeoutNs > 0n ? Number(policy.timeoutNs) / 1e6 : 0,
  };
}

function destination(target: Target): Destination {
  return { endpoint: target.endpoint, url: requestAddress(target.url) };
}

/** Undefined for one that cannot be read; only an InMemoryChannel's is not refused at admission (eventing.md §4.4). */
function policyOf(delivery: EffectiveDelivery): RetryPolicy | undefined {
  const read = retryPolicy({
    ...value("retry", delivery.retry),
    ...value("backoffPolicy", delivery.backoffPolicy),
    ...value("backoffDelay", delivery.backoffDelay),
    ...value("timeout", delivery.timeout),
    ...value("retryAfterMax", delivery.retryAfterMax),
  });
  return read.policy;
}

function value<Name extends string, T>(
  name: Name,
  sourced: { readonly value: T } | undefined,
): { readonly [N in Name]?: T } {
  if (sourced === undefined) return {};
  const field: { [N in Name]?: T } = {};
  field[name] = sourced.value;
  return field;
}

function append<K, V>(lists: Map<K, V[]>, key: K, item: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
