import type { Diagnostic } from "../../../diagnostics/index.ts";
import { type Flow, nodesIn } from "../../flow.ts";
import { duplicateStepName } from "../duplicate-step-name.ts";
import type { ShimContext } from "../target.ts";
import { budgetMs, outlastsItsSender } from "./budget.ts";
import { planFlow } from "./lower.ts";

/** What a shim cannot carry (design.md §4): a flow whose worst case is longer than its caller waits. */
export function refusals(flow: Flow, context: ShimContext): readonly Diagnostic[] {
  const budget = budgetMs(context.hosting.timeoutSeconds * 1000);
  return [
    ...twoDestinations(flow),
    ...formats(flow),
    ...outlastsItsSender(flow, flow.nodes, { budget, at: flow.path }),
    ...planFlow(flow, context).diagnostics,
  ];
}

/** One name is one destination, at however many places. */
function* twoDestinations(flow: Flow): Iterable<Diagnostic> {
  const known = new Map<string, string>();
  const told = new Set<string>();
  for (const node of nodesIn(flow.nodes)) {
    if (node.kind !== "step" && node.kind !== "publish") continue;
    const { name } = node;
    const destination = JSON.stringify(node.destination);
    const before = known.get(name);
    if (before === undefined) known.set(name, destination);
    else if (before !== destination && !told.has(name)) {
      told.add(name);
      yield duplicateStepName(flow, name, `"${name}" stands for two destinations in this flow.`);
    }
  }
}

/** A shim sends in binary mode, like a channel. */
export function* formats(flow: Flow): Iterable<Diagnostic> {
  const asking = [
    { construct: flow.path, delivery: flow.delivery },
    ...[...nodesIn(flow.nodes)].flatMap((node) =>
      node.kind === "step" || node.kind === "publish"
        ? [{ construct: `${flow.path}/${node.name}`, delivery: node.delivery }]
        : [],
    ),
  ];
  for (const { construct, delivery } of asking) {
    if (delivery?.format === undefined) continue;
    yield {
      code: "format-on-shim",
      severity: "error",
      at: { construct },
      field: "delivery.format",
      message: `This delivery asks for format "${delivery.format}", and a shim sends every event in binary mode.`,
      mend: 'Leave `format` out, or use `target: "broker"`.',
    };
  }
}
