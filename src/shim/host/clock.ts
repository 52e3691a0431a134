import type { Timer } from "../../delivery/index.ts";

/** Time as the shim's host knows it: it never goes back when the machine's clock is set. */
export const CLOCK: Timer = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, 2_147_483_647));
    return () => clearTimeout(timer);
  },
};
