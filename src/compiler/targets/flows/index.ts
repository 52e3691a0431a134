import type { FlowsContext, Target } from "../target.ts";
import { lower } from "./lower.ts";
import { refusals } from "./refusals.ts";

/** Sequences and Parallels. Carries `to` and `fanOut`; a filter is a step that replies only what passes. */
export const flowsTarget: Target<FlowsContext> = Object.freeze({ name: "flows", refusals, lower });
