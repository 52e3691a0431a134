import { upgradeDestination } from "./destinations.ts";
import type { KindUpgrade } from "./editing.ts";

/** Subscription: `reply.channel` and references without `ref` (eventing.md §4.5). */
export const upgradeSubscription: KindUpgrade = (editing) => {
  upgradeDestination(editing, ["spec", "subscriber"]);
  upgradeDestination(editing, ["spec", "reply"]);
};
