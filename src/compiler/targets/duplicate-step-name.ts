import type { Diagnostic } from "../../diagnostics/index.ts";
import type { Flow } from "../flow.ts";

/** Refuses a name that stands for two things in one flow, with the way out. */
export function duplicateStepName(flow: Flow, name: string, message: string): Diagnostic {
  return {
    code: "duplicate-step-name",
    severity: "error",
    at: { construct: `${flow.path}/${name}` },
    message,
    mend: `Give one of them a name of its own: \`.to(…, { name: "${name}-2" })\`.`,
  };
}
