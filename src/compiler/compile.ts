import type { Diagnostic } from "../diagnostics/index.ts";
import { type Flow, nodesIn } from "./flow.ts";
import type { Compilation, Target } from "./targets/target.ts";

/** Lowers one flow. Never throws for a fault in the flow: faults are diagnostics. Checks see the whole app, later. */
export function compile<Context>(flow: Flow, target: Target<Context>, context: Context): Compilation {
  const refusals = [...refuseEmpty(flow), ...target.refusals(flow, context)];
  if (refusals.length > 0) return { manifests: [], declares: [], discards: [], diagnostics: refusals };
  return { ...target.lower(flow, context), diagnostics: [] };
}

function refuseEmpty(flow: Flow): readonly Diagnostic[] {
  for (const { kind } of nodesIn(flow.nodes)) if (kind === "step" || kind === "publish") return [];
  return [
    {
      code: "flow-without-step",
      severity: "error",
      at: { construct: flow.path },
      message: "This flow delivers its events to nobody.",
      mend: "Add a step: `flow: (events) => events.to(service)`.",
    },
  ];
}
