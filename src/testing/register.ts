import { matchers } from "./matchers.ts";

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
