import type { WireEvent } from "../event.ts";
import { and, not, type Predicate } from "./predicate.ts";
import { solve } from "./solve.ts";

/** An answer that is certain, or none. Whether a `yes` or `no` is wrong does not depend on anything left open. */
export type Verdict = "yes" | "no" | "unknown";

/** Whether some event makes it true; `no`: it is contradictory, and no event ever gets through. */
export function isSatisfiable(predicate: Predicate): Verdict {
  return solve(predicate).verdict;
}

/** Whether every event makes it true. */
export function isAlwaysTrue(predicate: Predicate): Verdict {
  return opposite(isSatisfiable(not(predicate)));
}

/** Whether every event that makes `a` true makes `b` true: `a` is subsumed by `b`. A contradiction implies everything. */
export function implies(a: Predicate, b: Predicate): Verdict {
  return opposite(isSatisfiable(and(a, not(b))));
}

/** Whether some event makes both true. */
export function overlaps(a: Predicate, b: Predicate): Verdict {
  return isSatisfiable(and(a, b));
}

/**
 * An event that makes it true, as small as it was easy to find, in the form a hop leaves it in; undefined where
 * {@link isSatisfiable} does not say `yes`. `exampleOf(and(a, not(b)))` tells why `a` does not imply `b`.
 */
export function exampleOf(predicate: Predicate): WireEvent | undefined {
  const solution = solve(predicate);
  return solution.verdict === "yes" ? solution.event : undefined;
}

function opposite(verdict: Verdict): Verdict {
  return verdict === "unknown" ? verdict : verdict === "yes" ? "no" : "yes";
}
