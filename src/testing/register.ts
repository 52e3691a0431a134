import { type DeadLetteredOptions, type DeliveredOptions, type EventLike, matchers } from "./matchers.ts";

declare global {
  // Both @types/jest and vitest take their matchers from here.
  namespace jest {
    // Interfaces are merged only when their parameters are the same, used or not.
    interface Matchers<R, T = {}> {
      /** At least once, or `times` times, an event of this contract was sent to a handler; every attempt counts. */
      toHaveDelivered(event: EventLike, options?: DeliveredOptions): R;
      /** At least once, or `times` times, an event of this contract reached a dead-letter sink. */
      toHaveDeadLettered(event: EventLike, options?: DeadLetteredOptions): R;
    }
  }
}

/** An `expect` that takes matchers of others. */
interface Extendable {
  extend(matchers: object): void;
}

/** Where vitest keeps the `expect` of the test that runs, also without `globals: true`. */
const VITEST_EXPECT = Symbol.for("expect-global");

/** Gives the matchers to whichever of vitest and jest runs this; outside of both nothing happens. */
export function registerMatchers(): void {
  const expects = [Reflect.get(globalThis, VITEST_EXPECT), Reflect.get(globalThis, "expect")];
  expects.find(isExtendable)?.extend(matchers);
}

function isExtendable(value: unknown): value is Extendable {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return "extend" in value && typeof value.extend === "function";
}
