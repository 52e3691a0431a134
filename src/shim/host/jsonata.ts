import jsonata from "jsonata";
import type { Timer } from "../../delivery/index.ts";
import type { Expression, Expressions } from "../ports.ts";

/** What one evaluation may take, in milliseconds, calls within calls and elements: nothing else is at work meanwhile. */
const GUARDS = { timeout: 500, stack: 200, sequence: 100_000 };

/** JSONata, bounded in time, depth and size; its time is the clock's. */
export function jsonataExpressions(clock: Pick<Timer, "now">): Expressions {
  return {
    compile(text): Expression {
      const compiled = jsonata(text, GUARDS);
      compiled.registerFunction("millis", () => clock.now());
      compiled.registerFunction("eval", () => {
        throw new Error("$eval is not available");
      });
      return (input, done) => {
        let isCancelled = false;
        compiled.evaluate(input).then(
          (value) => {
            if (!isCancelled) done({ value });
          },
          (error: unknown) => {
            if (!isCancelled) done({ error: faultOf(error) });
          },
        );
        return () => {
          isCancelled = true;
        };
      };
    },
  };
}

function faultOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("message" in error)) return "it failed";
  return String(error.message).slice(0, 200).replace(/\.$/, "");
}
