import type { Clock } from "../engine/clock.ts";

/** The clock of this machine. */
export function realClock(): Clock {
  return {
    now: () => performance.timeOrigin + performance.now(),
    after(ms, run) {
      // Node cuts what is beyond 32 bits to 1 ms; a backoff may well be longer.
      const timer = setTimeout(run, Math.min(ms, 2_147_483_647));
      return () => clearTimeout(timer);
    },
    soon: (run) => queueMicrotask(run),
  };
}
