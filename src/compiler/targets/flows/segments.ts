import type { FlowNode, PublishNode, StepNode } from "../../flow.ts";
import { legsOf } from "../positions.ts";

/** Legs that follow one another, each taking what the one before replies, and the branches in which they may end. */
export interface Segment {
  readonly legs: readonly (StepNode | PublishNode)[];
  /** At least two, or none. */
  readonly branches: readonly Branch[];
  /** What is left at the end and thrown away on purpose. */
  readonly discards: readonly string[];
}

/** One of several legs that take the same events, and what takes its replies. */
export interface Branch {
  readonly head: StepNode | PublishNode;
  readonly rest: Segment;
}

const NOTHING: Segment = Object.freeze({ legs: [], branches: [], discards: [] });

/** What takes the events of one place. A fanOut of a single branch is no branching; a fanOut within a fanOut is one. */
export function segmentOf(nodes: readonly FlowNode[]): Segment {
  const legs: (StepNode | PublishNode)[] = [];
  let here = legsOf(nodes);
  for (let [only, ...others] = here.legs; only !== undefined && others.length === 0; [only, ...others] = here.legs) {
    legs.push(only.node);
    if (only.node.kind === "publish") return { legs, branches: [], discards: [] };
    here = legsOf(only.node.next);
  }
  return { legs, branches: here.legs.map(({ node }) => ({ head: node, rest: restOf(node) })), discards: here.discards };
}

/** Whether nothing takes the events there. */
export function isEmpty({ legs, branches }: Segment): boolean {
  return legs.length === 0 && branches.length === 0;
}

function restOf(node: StepNode | PublishNode): Segment {
  return node.kind === "step" ? segmentOf(node.next) : NOTHING;
}
