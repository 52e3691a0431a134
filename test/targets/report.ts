import { AuthoringError } from "../../src/diagnostics/index.ts";
import { compare, type Comparison } from "./differences.ts";
import { outcomeOf, type TargetOutcome } from "./outcome.ts";
import { type Scenario, SCENARIOS } from "./scenarios.ts";
import { FLOWS, type TargetName, TARGETS, type TestedFlow } from "./shop.ts";

/** How a target carries a flow. */
export type Carried =
  | { readonly how: "itself" | "with a shim" }
  /** With the code of the refusal. */
  | { readonly how: "refused"; readonly code: string };

/** One flow on every target, in every scenario. */
export interface FlowReport {
  readonly carried: ReadonlyMap<TargetName, Carried>;
  /** The target that others are compared with: `broker`, or the shim where no Broker carries the flow. */
  readonly reference: TargetName;
  /** By target and scenario. */
  readonly comparisons: ReadonlyMap<TargetName, ReadonlyMap<string, Comparison>>;
}

const reports = new Map<string, Promise<FlowReport>>();

/** Runs a flow on every target in every scenario, once however often it is asked. */
export function reportOf(name: string): Promise<FlowReport> {
  const known = reports.get(name);
  if (known !== undefined) return known;
  const flow = FLOWS[name];
  if (flow === undefined) throw new Error(`There is no flow "${name}".`);
  const made = report(flow);
  reports.set(name, made);
  return made;
}

async function report(flow: TestedFlow): Promise<FlowReport> {
  const carried = new Map<TargetName, Carried>();
  for (const target of TARGETS) carried.set(target, await carriedBy(target, flow));
  const carrying = TARGETS.filter((target) => carried.get(target)?.how !== "refused");
  const reference = carrying.includes("broker") ? "broker" : "shim";
  const comparisons = new Map<TargetName, Map<string, Comparison>>(carrying.map((target) => [target, new Map()]));
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const expected = await run(reference, flow, scenario);
    for (const target of carrying) {
      const seen = target === reference ? expected : await run(target, flow, scenario);
      comparisons.get(target)?.set(name, compare(expected, seen, scenario.sends ?? 1));
    }
  }
  return { carried, reference, comparisons };
}

function run(target: TargetName, flow: TestedFlow, scenario: Scenario): Promise<TargetOutcome> {
  return outcomeOf({ target, flow, helped: true }, scenario);
}

async function carriedBy(target: TargetName, flow: TestedFlow): Promise<Carried> {
  const alone = await refusal(target, flow, false);
  if (alone === undefined) return { how: "itself" };
  const helped = await refusal(target, flow, true);
  return helped === undefined ? { how: "with a shim" } : { how: "refused", code: helped };
}

/** The code of what a target says against a flow. */
async function refusal(target: TargetName, flow: TestedFlow, helped: boolean): Promise<string | undefined> {
  try {
    await outcomeOf({ target, flow, helped }, { weak: (work) => work });
    return undefined;
  } catch (error) {
    if (!AuthoringError.is(error)) throw error;
    return error.diagnostic.code;
  }
}
