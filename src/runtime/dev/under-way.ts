import type { Clock } from "../engine/clock.ts";
import type { Observer } from "../engine/observe.ts";

/** A clock that knows how many of its timers have yet to run: retries that wait, deliveries that may time out. */
export function countTimers(clock: Clock): { readonly clock: Clock; readonly count: () => number } {
  const waiting = new Set<object>();
  return {
    count: () => waiting.size,
    clock: {
      now: () => clock.now(),
      soon: (run) => clock.soon(run),
      after(ms, run) {
        const timer = {};
        waiting.add(timer);
        const cancel = clock.after(ms, () => {
          waiting.delete(timer);
          run();
        });
        return () => {
          waiting.delete(timer);
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
