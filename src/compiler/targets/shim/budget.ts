import type { Diagnostic } from "../../../diagnostics/index.ts";
import type { Flow, FlowNode } from "../../flow.ts";
import { type LegTime, longestWay } from "./worst-case.ts";

/** Time that is left to answer within when work stops: 2 s, or a tenth of what is waited in all. */
export function budgetMs(waitsMs: number): number {
  return Math.round(waitsMs - Math.min(2000, waitsMs / 10));
}

/**
 * Refuses a flow that may still be at work when its sender has given up: no event tells how long anybody waits, so only
 * the compiler can see it.
 *
 * @param at - construct path of what runs in the shim
 */
export function outlastsItsSender(
  flow: Flow,
  nodes: readonly FlowNode[],
  { budget, at }: { readonly budget: number; readonly at: string },
): readonly Diagnostic[] {
  const { ms, legs } = longestWay(nodes, flow.delivery);
  if (ms <= budget) return [];
  const slowest = [...legs].sort((a, b) => b.ms - a.ms).slice(0, 3);
  return [
    {
      code: "flow-outlasts-its-sender",
      severity: "error",
      at: { construct: at },
      message: `At worst this flow is at work for ${seconds(ms)}, and its shim has ${seconds(budget)} before its sender stops waiting: ${slowest.map(inWords).join("; ")}.`,
      mend: "Lower `retry`, `timeout` or the backoff of these steps, raise `shim: { timeout }` (clusters as shipped allow 600 s), or take a target that keeps events between the steps: broker, flows or channels.",
    },
  ];
}

function inWords({ name, ms, attempts, timeoutMs, waitMs, deadLetter }: LegTime): string {
  const each = timeoutMs === undefined ? "" : ` of ${seconds(timeoutMs)}`;
  const waits = waitMs === 0 ? "" : ` and ${seconds(waitMs)} of waits`;
  const tries = `${attempts} ${attempts === 1 ? "attempt" : "attempts"}${each}${waits}`;
  return `"${name}" ${seconds(ms)} (${tries}${deadLetter ? ", and as long for its dead letter" : ""})`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
