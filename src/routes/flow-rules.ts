import type { RouteFaults, RoutePath } from "./faults.ts";
import type { RouteStep } from "./table.ts";

/** What a flow does with the event it gets. */
interface FlowEnd {
  /** Whether an event may come out at its end. */
  readonly goesOn: boolean;
  /** Replies that one event may cause. */
  readonly replies: number;
}

/** A flow's rules beyond its fields: it ends, nothing stands behind its end, and one event is answered once. */
export function checkFlow(flow: readonly RouteStep[], path: RoutePath, faults: RouteFaults): void {
  const { goesOn } = checkSteps(flow, path, faults);
  if (goesOn) {
    faults.add(
      "flow-without-end",
      path,
      "This flow may still carry an event when its steps are done.",
      'End it with { "reply": true }, { "publish": "NAME" } or { "discard": true }.',
    );
  }
}

function checkSteps(flow: readonly RouteStep[], path: RoutePath, faults: RouteFaults): FlowEnd {
  let replies = 0;
  for (const [index, step] of flow.entries()) {
    const end = checkStep(step, [...path, index], faults);
    replies += end.replies;
    if (end.goesOn) continue;
    if (index + 1 < flow.length) {
      faults.add(
        "unreachable-step",
        [...path, index + 1],
        "Nothing comes here: the step before ends the flow.",
        "Leave out what stands behind it, or move it before.",
      );
    }
    return { goesOn: false, replies };
  }
  return { goesOn: true, replies };
}

function checkStep(step: RouteStep, path: RoutePath, faults: RouteFaults): FlowEnd {
  if ("fanOut" in step) {
    let replies = 0;
    for (const [index, branch] of step.fanOut.entries()) {
      const branchPath = [...path, "fanOut", index, "flow"];
      const end = checkSteps(branch.flow, branchPath, faults);
      if (end.goesOn) withoutEnd(branchPath, faults);
      replies += end.replies;
    }
    if (replies > 1) {
      faults.add(
        "two-replies",
        [...path, "fanOut"],
        `${replies} branches answer the sender, which takes one reply.`,
        'Keep one { "reply": true }; publish or discard in the other branches.',
      );
    }
    return { goesOn: false, replies: Math.min(replies, 1) };
  }
  if ("switch" in step) {
    const ways = [
      ...step.switch.map(({ flow }, index) => checkSteps(flow, [...path, "switch", index, "flow"], faults)),
      checkSteps(step.otherwise, [...path, "otherwise"], faults),
    ];
    return { goesOn: ways.some(({ goesOn }) => goesOn), replies: Math.max(...ways.map(({ replies }) => replies)) };
  }
  if ("reply" in step) return { goesOn: false, replies: 1 };
  return { goesOn: !("publish" in step || "discard" in step), replies: 0 };
}

function withoutEnd(path: RoutePath, faults: RouteFaults): void {
  faults.add(
    "flow-without-end",
    path,
    "This branch may still carry an event when its steps are done, and branches do not join.",
    'End it with { "publish": "NAME" } or { "discard": true }, or, in one branch, with { "reply": true }.',
  );
}
