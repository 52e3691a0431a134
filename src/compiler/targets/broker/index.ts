import type { BrokerContext, Target } from "../target.ts";
import { lower } from "./lower.ts";
import { refusals } from "./refusals.ts";

/** A Broker and one Trigger for each step; steps chained by reply type. Carries `to`, `fanOut`, `filter` on attributes. */
export const brokerTarget: Target<BrokerContext> = Object.freeze({ name: "broker", refusals, lower });
export { BROKER_ID } from "./refusals.ts";
