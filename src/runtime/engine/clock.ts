import type { Cancel, Timer } from "../../delivery/clock.ts";

export type { Cancel } from "../../delivery/clock.ts";

/** The only time the engine knows. */
export interface Clock extends Timer {
  /**
   * Calls `run` after what runs now has returned, before any time passes, in the order of the calls. The engine goes
   * through it wherever a cycle of the graph could otherwise grow the stack.
   */
  soon(run: () => void): void;
}

/** As {@link Clock.soon}, for what may be cancelled before. */
export function soon(clock: Clock, run: () => void): Cancel {
  let isCancelled = false;
  clock.soon(() => {
    if (!isCancelled) run();
  });
  return () => {
    isCancelled = true;
  };
}
