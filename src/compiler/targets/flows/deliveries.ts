import type { Flow, FlowDelivery } from "../../flow.ts";
import { ordered } from "../inherited-delivery.ts";
import { inheritedOnChannels } from "../leg-delivery.ts";

/**
 * What reaches the legs inside a Parallel that hand events to its branches. They can carry none of their own and take
 * the channels' (eventing.md §5.3). A `timeout` is left out: such a leg waits for its whole branch with all retries,
 * and a limit meant for one attempt would cut those off before their dead-letter sink is asked (§6.3, last item).
 */
export function relayDelivery(flow: Flow): FlowDelivery {
  const { timeout: _timeout, ...rest } = inheritedOnChannels(flow);
  return ordered(rest);
}
