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
    for (const [id, steps] of repliers(graph, facts)) {
      const broker = facts.endpoint(id);
      const exceeding = broker === undefined ? undefined : firstBeyond(steps);
      if (broker !== undefined && exceeding !== undefined) yield toFinding(exceeding, broker);
    }
  },
});

/** A step that answers into the Broker that its events come from. */
interface Replier {
  /** The types it replies with, whichever of those it takes has come. */
  readonly replies: readonly string[];
  /** Its legs from that Broker, each with the types it brings that the step takes. */
  readonly legs: { readonly hop: Hop; readonly takes: readonly string[] }[];
}

/** The last reply of a chain that is too long, and the leg whose event causes it. */
interface Reply {
  readonly hop: Hop;
  readonly type: string;
}

/** The steps of each Broker that answer into it. */
function repliers(graph: EventGraph, { endpoint, flow }: Facts): ReadonlyMap<string, readonly Replier[]> {
  const found = new Map<string, Map<Endpoint, Replier>>();
  for (const hop of graph.hops) {
    if (hop.kind !== "trigger" || hop.reply?.endpoint !== hop.from) continue;
    const target = hop.to && endpoint(hop.to.endpoint);
    if (target?.replies === undefined || target.replies.length === 0) continue;
    const { types } = flow.on(hop);
    // What it does not accept it does not answer; and ten thousand types by ten thousand legs would be too many.
    const takes = target.accepts?.flatMap(({ type }) => (types.has(type) ? [type] : [])) ?? [...types];
    let here = found.get(hop.from);
    if (here === undefined) found.set(hop.from, (here = new Map()));
    let replier = here.get(target);
    if (replier === undefined) {
      here.set(target, (replier = { replies: target.replies.map(({ type }) => type), legs: [] }));
    }
    replier.legs.push({ hop, takes });
  }
  return new Map([...found].map(([broker, steps]) => [broker, [...steps.values()]]));
}

/** The first reply, along the longest chain, that the Broker refuses; undefined for none, or where chains go round. */
function firstBeyond(steps: readonly Replier[]): Reply | undefined {
  if (steps.length <= MAX_REPLIES) return undefined;
  // Nodes are the steps, then the types.
  const types = new Map<string, number>();
  const edges: number[][] = steps.map(() => []);
  const node = (type: string): number => {
    let index = types.get(type);
    if (index === undefined) types.set(type, (index = edges.push([]) - 1));
    return index;
  };
  for (const [step, { replies, legs }] of steps.entries()) {
    for (const type of replies) edges[step]?.push(node(type));
    for (const { takes } of legs) for (const type of takes) edges[node(type)]?.push(step);
  }
  /** Of a step and of a type: how many replies have come when it is reached. */
  const depths = edges.map(() => 0);
  // What a node leads to comes before it, so the order is turned round.
  for (const members of [...components(edges)].reverse()) {
    if (isCyclic(edges, members)) return undefined;
    for (const index of members) {
      const replier = steps[index];
      const depth = (depths[index] ?? 0) + (replier === undefined ? 0 : 1);
      if (replier !== undefined && depth > MAX_REPLIES) return lastReply(replier, (type) => depths[node(type)] ?? 0);
      for (const next of edges[index] ?? []) depths[next] = Math.max(depths[next] ?? 0, depth);
    }
  }
  return undefined;
}

function lastReply({ replies, legs }: Replier, depthOf: (type: string) => number): Reply | undefined {
  const leg = legs.find(({ takes }) => takes.some((type) => depthOf(type) >= MAX_REPLIES));
  const [type] = replies;
  return leg === undefined || type === undefined ? undefined : { hop: leg.hop, type };
}

function toFinding({ hop, type }: Reply, broker: Endpoint): Finding {
  return {
    at: hop.origin,
    message: `The reply "${type}" of ${calledHop(hop)} is the ${MAX_REPLIES + 1}th in a chain, and ${called(broker)} refuses it: after ${MAX_REPLIES} replies its count is spent.`,
    mend: "Send on from a step of the chain yourself instead of replying, or through a second Broker: each starts a new count.",
    notes: ["The event that caused it goes to the dead-letter sink then, as if its step had failed."],
  };
}
