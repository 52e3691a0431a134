import type { Clock } from "../engine/clock.ts";
import type { Observer } from "../engine/observe.ts";

/** A clock that can be asked what waits for it, and be stopped. */
export interface CountedClock {
  readonly clock: Clock;
  /** Timers that have yet to run: retries that wait, deliveries that may time out. */
  readonly count: () => number;
  /** Cancels them all, and whatever is asked for from now on: no timer keeps the process alive any longer. */
  readonly stop: () => void;
}

/** Counts what waits for a clock. */
export function countTimers(clock: Clock): CountedClock {
  /** What cancels each timer that waits. */
  const waiting = new Set<() => void>();
  let isStopped = false;
  return {
    count: () => waiting.size,
    stop: () => {
      isStopped = true;
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
    clock: {
      now: () => clock.now(),
      soon: (run) => clock.soon(run),
      after(ms, run) {
        if (isStopped) return () => undefined;
        const cancel = clock.after(ms, () => {
          waiting.delete(cancel);
          run();
        });
        waiting.add(cancel);
        return () => {
          waiting.delete(cancel);
          cancel();
        };
      },
    },
  };
}

/** An observer that knows how many deliveries have started and not ended. */
export function countDeliveries(observer: Observer): { readonly observer: Observer; readonly count: () => number } {
  const open = new Set<number>();
  return {
    count: () => open.size,
    observer: {
      ...observer,
      started(delivery) {
        open.add(delivery.n);
        observer.started?.(delivery);
      },
      delivery(delivery) {
        open.delete(delivery.n);
        observer.delivery?.(delivery);
      },
    },
  };
}
