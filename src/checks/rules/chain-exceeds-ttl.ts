import { DEFAULT_MAX_TTL } from "../../delivery/index.ts";
import type { Endpoint, EventGraph, Hop } from "../../graph/index.ts";
import { components, isCyclic } from "../../graph/walk.ts";
import { BROKER, documents, SHOP, serviceObject, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { called, calledHop } from "../wording.ts";

/** A chain of steps on one Broker, each replying what the next one takes. */
function chain(steps: number): string {
  const type = (step: number): string => (step === 0 ? "shop.order.placed" : `shop.order.step${step}`);
  const objects = Array.from({ length: steps }, (_, step) => [
    triggerObject(`step-${step}`, type(step)),
    serviceObject(`step-${step}`, { accepts: type(step), replies: step === steps - 1 ? "" : type(step + 1) }),
  ]);
  return documents(BROKER, SHOP, serviceObject("failures"), ...objects.flat());
}

/** Replies that a Broker takes in after one event; the next one it refuses. */
const MAX_REPLIES = DEFAULT_MAX_TTL - 1;

/**
 * A chain of replies on one Broker that is longer than its count: the Broker refuses the 255th reply with 400, and the
 * event that caused it is dead-lettered as if its step had failed (eventing.md §6.6). A chain that comes back to itself
 * is an `event-loop`.
 */
export const chainExceedsTtl = defineRule({
  code: "chain-exceeds-ttl",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §6.6",
  example: { bad: chain(MAX_REPLIES + 2), good: chain(MAX_REPLIES + 1) },
  *check(graph, facts) {
    const byBroker = new Map<string, Reply[]>();
    for (const reply of replies(graph, facts)) {
      const list = byBroker.get(reply.hop.from);
      if (list === undefined) byBroker.set(reply.hop.from, [reply]);
      else list.push(reply);
    }
    for (const [id, found] of byBroker) {
      const broker = facts.endpoint(id);
      const exceeding = broker === undefined || found.length <= MAX_REPLIES ? undefined : firstBeyond(found);
      if (broker !== undefined && exceeding !== undefined) yield toFinding(exceeding, broker);
    }
  },
});

/** A step's answer into the Broker that its event came from. */
interface Reply {
  readonly hop: Hop;
  readonly takes: string;
  readonly type: string;
}

function* replies(graph: EventGraph, { endpoint, flow }: Facts): Iterable<Reply> {
  for (const hop of graph.hops) {
    if (hop.kind !== "trigger" || hop.reply?.endpoint !== hop.from) continue;
    const target = hop.to && endpoint(hop.to.endpoint);
    const answers = target?.replies ?? [];
    if (answers.length === 0) continue;
    const { types } = flow.on(hop);
    // What it does not accept it does not answer; and ten thousand types by ten thousand legs would be too many.
    const taken = target?.accepts?.flatMap(({ type }) => (types.has(type) ? [type] : [])) ?? types;
    for (const takes of taken) for (const { type } of answers) yield { hop, takes, type };
  }
}

/** The first reply, along the longest chain, that the Broker refuses; undefined for none, or where chains go round. */
function firstBeyond(found: readonly Reply[]): Reply | undefined {
  const types = [...new Set(found.flatMap(({ takes, type }) => [takes, type]))];
  const indexes = new Map(types.map((type, index) => [type, index]));
  const edges: number[][] = types.map(() => []);
  const into: Reply[][] = types.map(() => []);
  for (const reply of found) {
    const to = indexes.get(reply.type) ?? 0;
    edges[indexes.get(reply.takes) ?? 0]?.push(to);
    into[to]?.push(reply);
  }
  const depths = types.map(() => 0);
  // What a type leads to comes before it, so the order is turned round.
  for (const members of [...components(edges)].reverse()) {
    if (isCyclic(edges, members)) return undefined;
    for (const type of members) {
      for (const reply of into[type] ?? []) {
        const depth = (depths[indexes.get(reply.takes) ?? 0] ?? 0) + 1;
        if (depth > MAX_REPLIES) return reply;
        depths[type] = Math.max(depths[type] ?? 0, depth);
      }
    }
  }
  return undefined;
}

function toFinding({ hop, type }: Reply, broker: Endpoint): Finding {
  return {
    at: hop.origin,
    message: `The reply "${type}" of ${calledHop(hop)} is the ${MAX_REPLIES + 1}th in a chain, and ${called(broker)} refuses it: after ${MAX_REPLIES} replies its count is spent.`,
    mend: "Send on from a step of the chain yourself instead of replying, or through a second Broker: each starts a new count.",
    notes: ["The event that caused it goes to the dead-letter sink then, as if its step had failed."],
  };
}
