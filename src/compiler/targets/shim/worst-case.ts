import { attemptLimitMs, retryPolicy, SINGLE_ATTEMPT, totalWaitMs } from "../../../delivery/index.ts";
import type { FlowDelivery, FlowNode } from "../../flow.ts";

/** The longest way through a flow when every leg on it keeps failing until its last attempt. */
export interface LongestWay {
  readonly ms: number;
  readonly legs: readonly LegTime[];
}

/** One leg of it. */
export interface LegTime {
  readonly name: string;
  readonly ms: number;
  readonly attempts: number;
  /** Of each attempt; undefined where no `timeout` says: then only the waits are counted. */
  readonly timeoutMs: number | undefined;
  readonly waitMs: number;
  /** Whether its dead letter takes as long once more. */
  readonly deadLetter: boolean;
}

const NOWHERE: LongestWay = { ms: 0, legs: [] };

/**
 * How long a shim is at work at worst: for each leg all attempts to their `timeout` and the waits between them, then the
 * same for its dead letter (eventing.md §6.2, §6.3); after the leg, what follows it. Branches run at once.
 */
export function longestWay(nodes: readonly FlowNode[], inherited: FlowDelivery | undefined): LongestWay {
  return longest(nodes.map((node) => wayThrough(node, inherited)));
}

function wayThrough(node: FlowNode, inherited: FlowDelivery | undefined): LongestWay {
  const behind = (next: readonly FlowNode[]) => longestWay(next, inherited);
  switch (node.kind) {
    case "discard":
      return NOWHERE;
    case "publish":
    case "step": {
      const leg = legTime(node.name, { ...inherited, ...node.delivery });
      const then = node.kind === "step" ? behind(node.next) : NOWHERE;
      return { ms: leg.ms + then.ms, legs: [leg, ...then.legs] };
    }
    case "filter":
    case "map":
      return behind(node.next);
    case "fanOut":
      return longest(node.branches.map(behind));
    case "switch":
      return longest([...node.cases.map(({ next }) => behind(next)), behind(node.otherwise.next)]);
  }
}

function legTime(name: string, { deadLetterSink, format: _format, ...delivery }: FlowDelivery): LegTime {
  // A duration that cannot be read is told where it is written.
  const policy = retryPolicy(delivery).policy ?? SINGLE_ATTEMPT;
  const limit = attemptLimitMs(policy);
  const timeoutMs = Number.isFinite(limit) ? limit : undefined;
  const attempts = policy.retries + 1;
  const retryAfterMs = Number(policy.retryAfterMaxNs ?? 0n) / 1e6;
  const waitMs = totalWaitMs(policy) + policy.retries * retryAfterMs;
  const once = attempts * (timeoutMs ?? 0) + waitMs;
  const deadLetter = deadLetterSink !== undefined;
  return { name, ms: deadLetter ? 2 * once : once, attempts, timeoutMs, waitMs, deadLetter };
}

function longest(ways: readonly LongestWay[]): LongestWay {
  return ways.reduce((worst, way) => (way.ms > worst.ms ? way : worst), NOWHERE);
}
