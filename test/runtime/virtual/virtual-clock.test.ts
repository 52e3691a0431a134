import * as fc from "fast-check";
import { expect, it } from "vitest";
import { VirtualClock } from "../../../src/runtime/index.ts";

function run(clock: VirtualClock): void {
  while (clock.step() || clock.nextAt !== undefined) if (!clock.step()) clock.fire();
}

it("runs timers by their time, those of one moment in the order they were set", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean())), (timers) => {
      const clock = new VirtualClock(0);
      const ran: { at: number; index: number }[] = [];
      const cancels = timers.map(([ms], index) => clock.after(ms, () => ran.push({ at: clock.now(), index })));
      for (const [index, [, isCancelled]] of timers.entries()) if (isCancelled) cancels[index]?.();
      run(clock);
      const kept = timers.flatMap(([at, isCancelled], index) => (isCancelled ? [] : [{ at, index }]));
      expect(ran).toEqual(kept.sort((a, b) => a.at - b.at || a.index - b.index));
    }),
  );
});

it("runs what is to be soon before the next timer, in order", () => {
  const clock = new VirtualClock(0);
  const told: string[] = [];
  clock.after(0, () => told.push("timer"));
  clock.soon(() => {
    told.push("first");
    clock.soon(() => told.push("third"));
  });
  clock.soon(() => told.push("second"));
  run(clock);
  expect(told).toEqual(["first", "second", "third", "timer"]);
});

it("forgets a cancelled timer at once, and takes a second cancel", () => {
  const clock = new VirtualClock(0);
  const cancel = clock.after(10, () => undefined);
  cancel();
  cancel();
  expect(clock.nextAt).toBeUndefined();
});

it("never goes back", () => {
  const clock = new VirtualClock(100);
  clock.moveTo(50);
  expect(clock.now()).toBe(100);
});

it("does not grow with a queue that never empties", () => {
  const clock = new VirtualClock(0);
  let left = 100_000;
  const again = () => {
    left -= 1;
    if (left > 0) clock.soon(again);
  };
  clock.soon(again);
  while (clock.step());
  expect(left).toBe(0);
});
