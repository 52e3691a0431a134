import type { Flow } from "../../flow.ts";
import { channelRefusals } from "../channel-refusals.ts";
import type { FlowsContext, Target } from "../target.ts";
import { lower } from "./lower.ts";

/** Sequences and Parallels. Carries `to` and `fanOut`; a filter is a step that replies only what passes. */
export const flowsTarget: Target<FlowsContext> = Object.freeze({
  name: "flows",
  refusals: (flow: Flow) => channelRefusals(flow, "flows"),
  lower,
});
