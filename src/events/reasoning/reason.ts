import type { FilterSpec } from "../filters/index.ts";
import { type FilterTree, readFilter } from "../filters/filter-tree.ts";
import { filterTruth } from "./cesql-truth.ts";
import { allOf, and, anyOf, FALSE, not, oneOf, or, type Predicate, TRUE, undecided } from "./predicate.ts";
import { filterVariable, variableOf } from "./variables.ts";

/**
 * A Trigger's filter as a predicate: true of the events it delivers, as `compileFilter` evaluates it (eventing.md
 * §6.10). It speaks of events after a hop, whose attributes are all text; what a structured request brings to an
 * EventPolicy at the ingress may be numbers and booleans. Never throws.
 *
 * - An expression that does not parse makes the filter undecided: whether Knative drops it or panics is guesswork.
 * - Where the order of a list decides, which Knative changes while it runs, the outcome is undecided.
 */
export function reason(filter: FilterSpec): Predicate {
  const { tree, isGuess } = readFilter(filter);
  if (isGuess) return undecided();
  if (tree === undefined) return TRUE;
  const { fail, panic } = outcomesOf(tree);
  return and(not(fail), not(panic));
}

/** When a filter passes, fails, says nothing, and when it panics: one of the four for each event. */
interface Outcomes {
  readonly pass: Predicate;
  readonly fail: Predicate;
  readonly none: Predicate;
  readonly panic: Predicate;
}

function outcomesOf(tree: FilterTree): Outcomes {
  switch (tree.kind) {
    case "comparisons": {
      const pass = allOf(Object.entries(tree.entries).map(([name, text]) => comparison(tree.dialect, name, text)));
      return { pass, fail: not(pass), none: FALSE, panic: FALSE };
    }
    case "cesql": {
      const { yes, panic } = filterTruth(tree.parsed);
      return { pass: yes, fail: and(not(yes), not(panic)), none: FALSE, panic };
    }
    case "not": {
      if (tree.part === undefined) return { pass: FALSE, fail: FALSE, none: TRUE, panic: FALSE };
      const { pass, fail, none, panic } = outcomesOf(tree.part);
      return { pass: fail, fail: pass, none, panic };
    }
    case "all":
      return all(tree.parts.map(outcomesOf));
    case "any":
      return any(tree.parts.map(outcomesOf));
  }
}

function comparison(dialect: "attributes" | "exact" | "prefix" | "suffix", name: string, text: string): Predicate {
  const variable = filterVariable(name);
  const { presence } = variableOf(variable);
  if (presence === "never") return FALSE;
  if (dialect === "prefix" || dialect === "suffix") return { kind: dialect, variable, text };
  if (dialect === "exact" || text !== "") return oneOf(variable, [text]);
  // Legacy `""`: any value that is there and not empty.
  const present: Predicate = presence === "always" ? TRUE : { kind: "present", variable };
  return and(present, not(oneOf(variable, [""])));
}

/** The first that fails decides, otherwise the last. */
function all(parts: readonly Outcomes[]): Outcomes {
  const { decided, panic, rest, none } = firstDecides(parts, "fail");
  return { fail: decided, panic, pass: rest, none };
}

/** The first that passes decides, otherwise the last. */
function any(parts: readonly Outcomes[]): Outcomes {
  const { decided, panic, rest, none } = firstDecides(parts, "pass");
  return { pass: decided, panic, fail: rest, none };
}

/**
 * Two things hang on the order of a list, which changes: whether a panic comes before what decides, and which filter
 * is the last where some say nothing and others do not.
 */
function firstDecides(parts: readonly Outcomes[], deciding: "pass" | "fail") {
  const anyDecides = anyOf(parts.map((part) => part[deciding]));
  const anyPanics = anyOf(parts.map(({ panic }) => panic));
  const panicIsLate = anyPanics === FALSE ? TRUE : undecided();
  const open = and(not(anyDecides), not(anyPanics));
  const nones = parts.map(({ none }) => none);
  const saysNothing = nones.every((none) => none === TRUE)
    ? TRUE
    : nones.every((none) => none === FALSE)
      ? FALSE
      : undecided();
  return {
    decided: and(anyDecides, or(not(anyPanics), panicIsLate)),
    panic: and(anyPanics, or(not(anyDecides), not(panicIsLate))),
    none: and(open, saysNothing),
    rest: and(open, not(saysNothing)),
  };
}
