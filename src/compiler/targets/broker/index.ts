import type { Target } from "../target.ts";
import { lower } from "./lower.ts";
import { refusals } from "./refusals.ts";

/** A Broker and one Trigger for each step; steps chained by reply type. Carries `to`, `fanOut`, `filter` on attributes. */
export const brokerTarget: Target = Object.freeze({ name: "broker", refusals, lower });
export { brokerDelivery } from "./deliveries.ts";
export { BROKER_ID } from "./refusals.ts";
