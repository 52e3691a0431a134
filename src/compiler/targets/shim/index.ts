import type { ShimContext, Target } from "../target.ts";
import { lower } from "./lower.ts";
import { refusals } from "./refusals.ts";

/** One Knative Service that runs the whole flow and answers when its outcome is known. Carries every verb. */
export const shimTarget: Target<ShimContext> = Object.freeze({ name: "shim", refusals, lower });
export { SHIM_FOLDER, SHIM_ID } from "./lower.ts";
