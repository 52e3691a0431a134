import {
  attemptLimitMs,
  deliveryTraits,
  type RetryPolicy,
  retryPolicy,
  SINGLE_ATTEMPT,
  sourceWaitMs,
  totalWaitMs,
} from "../delivery/index.ts";
import type { EffectiveDelivery, Endpoint, EndpointId, EventGraph, Hop } from "./graph.ts";
import { LegGraph, type LegNode, type Reached } from "./leg-graph.ts";
import { mappingAt } from "./read.ts";
import type { TypeFlow } from "./type-flow.ts";
import { isCyclic } from "./walk.ts";

/** How long something takes at worst, in milliseconds. */
export interface Span {
  /** When every answer comes at once: the waits between attempts alone. Certain to pass when everything keeps failing. */
  readonly waitMs: number;
  /** When each attempt runs to its limit; `Infinity` where nothing limits it. */
  readonly limitMs: number;
  /** Whether a circle is part of it, of which only one round is counted. */
  readonly loops: boolean;
}

/** One request of a leg that its own `timeout` can cut off: the event is lost behind it, dead letters there stop (eventing.md §6.3). */
export interface CutShort {
  readonly part: "subscriber" | "reply" | "dead-letter";
  /** The Broker or Channel that answers only when everything behind it is done. */
  readonly endpoint: EndpointId;
  readonly timeoutMs: number;
  readonly needs: Span;
  /** Whether the waits behind it alone are longer; otherwise only handlers that take their time are. */
  readonly byWaitsAlone: boolean;
}

/** What one leg costs at worst. */
export interface LegWorstCase {
  /** Requests to its subscriber for one event: 1 + retry; six of a source at most (eventing.md §6.3, §7.1). */
  readonly attempts: number;
  /** The waits between them alone. */
  readonly ownWaitMs: number;
  /** The limit of one attempt; absent where no `timeout` is set. */
  readonly timeoutMs?: number;
  /** From the first attempt until the leg is done: subscriber, then reply, then dead letter, each with its retries. */
  readonly total: Span;
  /**
   * Requests to its subscriber for one event that enters where the chain begins, when each leg of the chain keeps
   * failing: the product of the attempts of legs that wait for each other (eventing.md §6.4).
   */
  readonly chainedAttempts: number;
  /** The legs whose attempts that product has, from the first caller to this leg; of several chains the longest product. */
  readonly chain: readonly Hop[];
  readonly cutShort: readonly CutShort[];
  /** Whether its Broker class or kind of channel keeps to other rules, or nobody knows which: then all this is assumed. */
  readonly assumed: boolean;
}

/**
 * Attempts and times at worst (eventing.md §6.3, §6.4; §13, 11, 14 and 31). The law:
 *
 * - W1: a leg does its subscriber, then its reply, then its dead letter, each `1 + retry` times with the same waits;
 *   what cannot fail is asked once. Dead-letter sinks that are no Broker or Channel count as up.
 * - W2: a Broker or Channel that delivers before it answers takes as long as its slowest leg, and fails when one of
 *   them does; one that answers first (`async-handler`, or a class known to) takes no time and never fails. Of a class
 *   nobody knows, the second is assumed.
 * - W3: a `timeout` ends each attempt, whatever is still going on behind it.
 */
export interface WorstCase {
  /** Of a leg; undefined for one that no controller adds. */
  readonly leg: (hop: Hop) => LegWorstCase | undefined;
  /** How long an endpoint takes to answer one event, of one type or of any. */
  readonly answer: (endpoint: EndpointId, type?: string) => Span;
  /** How many requests each leg sends at worst for one event that enters an endpoint, those of its subscriber alone. */
  readonly requests: (endpoint: EndpointId, type?: string) => ReadonlyMap<Hop, number>;
}

/**
 * The worst cases of a graph, which rules find as `facts.worst`. Takes time in proportion to legs and types; `requests` in proportion to what it reaches.
 *
 * @param flow - with `everyStepReplies`, so that no chain is missed
 * @param legs - of the same flow, where there are any already
 */
export function worstCases(graph: EventGraph, flow: TypeFlow, legs: LegGraph = new LegGraph(graph, flow)): WorstCase {
  const { nodes, edges, order } = legs;
  const component = nodes.map(() => 0);
  for (const [index, members] of order.entries()) for (const node of members) component[node] = index;
  const endpoints = new Map(graph.endpoints.map((endpoint) => [endpoint.id, endpoint]));

  // What a node leads to comes before it, so one pass is enough; within a circle the way back counts as nothing.
  const costs: (Cost | undefined)[] = nodes.map(() => undefined);
  const parts = new Map<number, LegParts>();
  const policies = new Policies();
  for (const members of order) {
    const loops = isCyclic(edges, members);
    for (const index of members) {
      const node = nodes[index];
      if (node === undefined) continue;
      let cost: Cost;
      if (node.kind === "leg") {
        const own = legParts(node, policies.of(node.hop.delivery), reachedCost);
        parts.set(index, own);
        cost = own.cost;
      } else
        cost = answersFirst(node.at) ? NOTHING : slowest((edges[index] ?? []).map((next) => costs[next] ?? NOTHING));
      costs[index] = loops ? { ...cost, loops: true, limitMs: Number.POSITIVE_INFINITY } : cost;
    }
  }

  const chains = longestChains();
  return {
    leg(hop) {
      const index = legs.legOf(hop);
      const own = index === undefined ? undefined : parts.get(index);
      if (index === undefined || own === undefined) return undefined;
      const { attempts, waitMs, timeoutMs, cutShort } = own;
      const from = endpoints.get(hop.from);
      return {
        attempts,
        ownWaitMs: waitMs,
        ...(timeoutMs === Number.POSITIVE_INFINITY ? {} : { timeoutMs }),
        total: spanOf(costs[index] ?? NOTHING),
        chainedAttempts: (chains[index]?.times ?? 1) * attempts,
        chain: chainOf(index),
        cutShort,
        assumed: from !== undefined && isAssumed(from),
      };
    },
    answer(id, type) {
      const endpoint = endpoints.get(id);
      const node = legs.eventOf(id, type);
      if (endpoint === undefined) return spanOf(NOTHING);
      if (endpoint.kind !== "broker" && endpoint.kind !== "channel") return spanOf(handling(endpoint));
      return spanOf((node === undefined ? undefined : costs[node]) ?? NOTHING);
    },
    requests(id, type) {
      return requestsFrom(legs.eventOf(id, type));
    },
  };

  function reachedCost({ endpoint, events }: Reached): Cost {
    if (!isRelay(endpoint)) return handling(endpoint);
    return answersFirst(endpoint) ? NOTHING : slowest(events.map((event) => costs[event] ?? NOTHING));
  }

  /** For each leg the largest product of attempts that lead to it. What a node comes from is done before it. */
  function longestChains(): readonly Chain[] {
    const found: Chain[] = nodes.map(() => ({ times: 1, from: undefined }));
    for (const members of [...order].reverse()) {
      for (const index of members) {
        const times = found[index]?.times ?? 1;
        forEachSending(index, (next, factor) => {
          if (component[next] === component[index]) return;
          if (times * factor > (found[next]?.times ?? 1)) found[next] = { times: times * factor, from: index };
        });
      }
    }
    return found;
  }

  function chainOf(index: number): readonly Hop[] {
    const chain: Hop[] = [];
    for (let at: number | undefined = index; at !== undefined; at = chains[at]?.from) {
      const node = nodes[at];
      if (node?.kind === "leg") chain.push(node.hop);
    }
    return chain.reverse();
  }

  /** Where a node leads, and how often for each time that it is reached itself. */
  function forEachSending(index: number, act: (next: number, factor: number) => void): void {
    const node = nodes[index];
    const own = parts.get(index);
    if (node?.kind !== "leg" || own === undefined) {
      for (const next of edges[index] ?? []) act(next, 1);
      return;
    }
    for (const next of node.to?.events ?? []) act(next, own.attempts);
    for (const next of node.reply?.events ?? []) act(next, own.replyAttempts);
    for (const next of node.deadLetter?.events ?? []) act(next, own.deadLetterAttempts);
  }

  function requestsFrom(start: number | undefined): ReadonlyMap<Hop, number> {
    const found = new Map<Hop, number>();
    if (start === undefined) return found;
    const reached = new Map<number, number>([[start, 1]]);
    const reachable = new Set([start]);
    // A set that grows while it is walked is walked to its end.
    for (const node of reachable) for (const next of edges[node] ?? []) reachable.add(next);
    const sorted = [...reachable].sort((a, b) => (component[b] ?? 0) - (component[a] ?? 0));
    for (const index of sorted) {
      const times = reached.get(index) ?? 0;
      const node = nodes[index];
      if (node?.kind === "leg")
        found.set(node.hop, (found.get(node.hop) ?? 0) + times * (parts.get(index)?.attempts ?? 1));
      forEachSending(index, (next, factor) => {
        if (component[next] !== component[index]) reached.set(next, (reached.get(next) ?? 0) + times * factor);
      });
    }
    return found;
  }
}

interface Chain {
  readonly times: number;
  /** The node it comes from, where that multiplied it. */
  readonly from: number | undefined;
}

/** A span, and whether the caller may hear of a failure. */
interface Cost extends Span {
  readonly mayFail: boolean;
}

interface LegParts {
  readonly attempts: number;
  readonly replyAttempts: number;
  readonly deadLetterAttempts: number;
  readonly waitMs: number;
  readonly timeoutMs: number;
  readonly cutShort: readonly CutShort[];
  readonly cost: Cost;
}

const NOTHING: Cost = { waitMs: 0, limitMs: 0, loops: false, mayFail: false };

/** W1 and W3. */
function legParts(node: LegNode, { policy, limit, backoffMs }: Policy, costOf: (reached: Reached) => Cost): LegParts {
  const { hop } = node;
  const cutShort: CutShort[] = [];
  const part = (name: CutShort["part"], reached: Reached | undefined): Cost & { readonly attempts: number } => {
    if (reached === undefined) return { ...NOTHING, attempts: 0 };
    const one = costOf(reached);
    if (hop.kind === "sink") return fromSource(reached, one);
    if (isRelay(reached.endpoint) && one.limitMs > limit) {
      const byWaitsAlone = one.waitMs > limit;
      cutShort.push({ part: name, endpoint: reached.endpoint.id, timeoutMs: limit, needs: spanOf(one), byWaitsAlone });
    }
    const isUp = name === "dead-letter" && !isRelay(reached.endpoint);
    const mayFail = !isUp && (one.mayFail || one.limitMs > limit);
    const attempts = mayFail ? 1 + policy.retries : 1;
    const waitMs = mayFail ? backoffMs : 0;
    return {
      attempts,
      mayFail,
      waitMs: attempts * Math.min(one.waitMs, limit) + waitMs,
      limitMs: attempts * Math.min(one.limitMs, limit) + waitMs + (mayFail ? policy.retries * retryAfterMs(policy) : 0),
      loops: one.loops,
    };
  };
  const [to, reply, deadLetter] = [
    part("subscriber", node.to),
    part("reply", node.reply),
    part("dead-letter", node.deadLetter),
  ];
  const hasSink = node.deadLetter !== undefined;
  return {
    attempts: to.attempts,
    replyAttempts: reply.attempts,
    deadLetterAttempts: deadLetter.attempts,
    waitMs: hop.kind === "sink" ? to.waitMs : backoffMs,
    timeoutMs: limit,
    cutShort,
    cost: {
      waitMs: to.waitMs + reply.waitMs + deadLetter.waitMs,
      limitMs: to.limitMs + reply.limitMs + deadLetter.limitMs,
      loops: to.loops || reply.loops || deadLetter.loops,
      mayFail: hasSink ? deadLetter.mayFail : to.mayFail || reply.mayFail,
    },
  };
}

/** A source sends again after few statuses; a Broker's or Channel's 500 is none of them (eventing.md §7.1). */
function fromSource({ endpoint }: Reached, one: Cost): Cost & { readonly attempts: number } {
  if (isRelay(endpoint)) return { ...one, attempts: 1 };
  let waitMs = 0;
  let attempts = 1;
  for (let wait = sourceWaitMs(attempts, undefined); wait !== undefined; wait = sourceWaitMs(attempts, undefined)) {
    waitMs += wait;
    attempts += 1;
  }
  return { ...one, attempts, waitMs, limitMs: attempts * one.limitMs + waitMs };
}

function slowest(costs: readonly Cost[]): Cost {
  const total = { ...NOTHING };
  for (const { waitMs, limitMs, loops, mayFail } of costs) {
    total.waitMs = Math.max(total.waitMs, waitMs);
    total.limitMs = Math.max(total.limitMs, limitMs);
    total.loops ||= loops;
    total.mayFail ||= mayFail;
  }
  return total;
}

/** What handles events by itself may always fail; a Knative Service answers within its `timeoutSeconds` (serving.md, defaults). */
function handling({ origin, manifest }: Endpoint): Cost {
  const isServing = origin.object?.kind === "Service" && origin.object.apiVersion.startsWith("serving.knative.dev/");
  if (!isServing) return { waitMs: 0, limitMs: Number.POSITIVE_INFINITY, loops: false, mayFail: true };
  const { timeoutSeconds } = mappingAt(manifest, "spec", "template", "spec");
  const seconds = typeof timeoutSeconds === "number" && timeoutSeconds > 0 ? timeoutSeconds : DEFAULT_TIMEOUT_SECONDS;
  return { waitMs: 0, limitMs: seconds * 1000, loops: false, mayFail: true };
}

/** `revision-timeout-seconds` as shipped. */
const DEFAULT_TIMEOUT_SECONDS = 300;

/** W2. */
function answersFirst(endpoint: Endpoint): boolean {
  if (!isRelay(endpoint)) return false;
  if (endpoint.async) return true;
  return classesOf(endpoint).some((name) => deliveryTraits(name).acknowledgesBeforeDelivery.value !== false);
}

function isAssumed(endpoint: Endpoint): boolean {
  return classesOf(endpoint).some((name) => deliveryTraits(name).backoff.value === "unknown");
}

/** The Broker class and the kind of channel whose rules hold at an endpoint. */
function classesOf(endpoint: Endpoint): readonly string[] {
  if (endpoint.kind === "channel") return [endpoint.channelKind];
  if (endpoint.kind !== "broker") return [];
  return [endpoint.brokerClass, ...(endpoint.channelKind === undefined ? [] : [endpoint.channelKind])];
}

function isRelay(endpoint: Endpoint): endpoint is Extract<Endpoint, { readonly kind: "broker" | "channel" }> {
  return endpoint.kind === "broker" || endpoint.kind === "channel";
}

/** A policy with the limit of one attempt and the waits between all of them, in milliseconds. */
interface Policy {
  readonly policy: RetryPolicy;
  readonly limit: number;
  readonly backoffMs: number;
}

/** The policies of deliveries, of which a thousand legs have few. */
class Policies {
  private readonly known = new Map<string, Policy>();

  public of(delivery: EffectiveDelivery): Policy {
    const { retry, backoffPolicy, backoffDelay, timeout, retryAfterMax } = delivery;
    const fields = [retry?.value, backoffPolicy?.value, backoffDelay?.value, timeout?.value, retryAfterMax?.value];
    const key = fields.join("\n");
    let found = this.known.get(key);
    if (found === undefined) {
      const policy = policyOf(delivery);
      found = { policy, limit: attemptLimitMs(policy), backoffMs: totalWaitMs(policy) };
      this.known.set(key, found);
    }
    return found;
  }
}

function policyOf({ retry, backoffPolicy, backoffDelay, timeout, retryAfterMax }: EffectiveDelivery): RetryPolicy {
  const read = retryPolicy({
    ...(retry && { retry: retry.value }),
    ...(backoffPolicy && { backoffPolicy: backoffPolicy.value }),
    ...(backoffDelay && { backoffDelay: backoffDelay.value }),
    ...(timeout && { timeout: timeout.value }),
    ...(retryAfterMax && { retryAfterMax: retryAfterMax.value }),
  });
  // A duration that cannot be read is admission's to report.
  return read.policy ?? SINGLE_ATTEMPT;
}

function retryAfterMs({ retryAfterMaxNs = 0n }: RetryPolicy): number {
  return Number(retryAfterMaxNs) / 1e6;
}

function spanOf({ waitMs, limitMs, loops }: Cost): Span {
  return { waitMs, limitMs, loops };
}
