import { createRequire } from "node:module";
import type { Timer } from "../../delivery/index.ts";
import type { Expression, Expressions } from "../ports.ts";

/** As much of the `jsonata` package as is used. */
interface Jsonata {
  (
    expression: string,
    options: { readonly timeout: number; readonly stack: number; readonly sequence: number },
  ): {
    evaluate(input: unknown): Promise<unknown>;
    registerFunction(
      name: string,
      implementation: (...values: readonly unknown[]) => unknown,
      signature?: string,
    ): void;
  };
}

/** What one evaluation may take; a step that needs more is no mapping. */
const GUARDS = { timeout: 1000, stack: 200, sequence: 100_000 };

/** JSONata, bounded in time, depth and size; its time is the clock's. */
export function jsonataExpressions(clock: Pick<Timer, "now">): Expressions {
  const jsonata = load();
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

function load(): Jsonata {
  const module: unknown = createRequire(import.meta.url)("jsonata");
  return module as Jsonata;
}

function faultOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("message" in error)) return "it failed";
  return String(error.message).slice(0, 200).replace(/\.$/, "");
}
