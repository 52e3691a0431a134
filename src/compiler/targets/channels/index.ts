import type { Flow } from "../../flow.ts";
import { channelRefusals } from "../channel-refusals.ts";
import type { ChannelsContext, Target } from "../target.ts";
import { lower } from "./lower.ts";
import { idsThatClash } from "./places.ts";

/** Channels and Subscriptions. Carries `to` and `fanOut`, with a dead-letter sink on every leg. */
export const channelsTarget: Target<ChannelsContext> = Object.freeze({
  name: "channels",
  refusals: (flow: Flow) => [...channelRefusals(flow, "channels"), ...idsThatClash(flow)],
  lower,
});
