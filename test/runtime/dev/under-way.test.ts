import { describe, expect, it } from "vitest";
import { countTimers } from "../../../src/runtime/dev/under-way.ts";
import type { Clock } from "../../../src/runtime/engine/clock.ts";

/** A clock whose timers run when the test says so; `ran` names those that did. */
function handClock(): { readonly clock: Clock; run(): void } {
  const timers = new Set<() => void>();
  return {
    clock: {
      now: () => 0,
      soon: (run) => run(),
      after(_ms, run) {
        const timer = () => run();
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    },
    run() {
      for (const timer of timers) {
        timers.delete(timer);
        timer();
      }
    },
  };
}

describe("countTimers", () => {
  it("counts what waits, and forgets what ran or was cancelled", () => {
    const hand = handClock();
    const ran: string[] = [];
    const { clock, count } = countTimers(hand.clock);

    clock.after(1, () => ran.push("first"));
    const cancel = clock.after(2, () => ran.push("cancelled"));
    expect(count()).toBe(2);

    cancel();
    expect(count()).toBe(1);

    hand.run();
    expect([count(), ran]).toEqual([0, ["first"]]);
  });

  it("runs nothing once it is stopped, neither what waits nor what is asked for later", () => {
    const hand = handClock();
    const ran: string[] = [];
    const { clock, count, stop } = countTimers(hand.clock);
    clock.after(1, () => ran.push("waiting"));

    stop();
    clock.after(1, () => ran.push("later"));
    hand.run();

    expect([count(), ran]).toEqual([0, []]);
  });
});
