import type { WireEvent } from "../event.ts";

/**
 * A claim about an event as a Trigger's filter sees it: after a hop, when every attribute is text. Plain data; made by
 * `reason` and joined by {@link and}, {@link or} and {@link not}.
 */
export type Predicate = Constant | Atom | Combination | Negation;

export interface Constant {
  readonly kind: "constant";
  readonly value: boolean;
}

/** About one reading of one attribute (see `variables.ts`), or about what nobody here looks into. */
export type Atom =
  | { readonly kind: "present"; readonly variable: string }
  /** One of these texts. */
  | { readonly kind: "in"; readonly variable: string; readonly texts: ReadonlySet<string> }
  /** Not empty. */
  | { readonly kind: "prefix" | "suffix"; readonly variable: string; readonly text: string }
  | Opaque
  | Undecided;

/** Part of a CESQL expression that can be evaluated, but not reasoned about: it has this outcome. */
export interface Opaque {
  readonly kind: "opaque";
  /** Equal for equal expressions. */
  readonly key: string;
  readonly outcome: ExpressionOutcome;
  readonly evaluate: (event: WireEvent) => ExpressionOutcome | "error";
  /** What an event that is meant to satisfy it could be made of. */
  readonly hints: Hints;
}

/** Of an expression that ought to be a boolean; the fourth is an error. */
export type ExpressionOutcome = "true" | "false" | "panic";

export interface Hints {
  readonly variables: readonly string[];
  readonly texts: readonly string[];
}

/** True or false, nobody can say; each is a question of its own. */
export interface Undecided {
  readonly kind: "undecided";
}

export interface Combination {
  readonly kind: "and" | "or";
  readonly parts: readonly Predicate[];
  readonly depth: number;
}

export interface Negation {
  readonly kind: "not";
  readonly part: Predicate;
  readonly depth: number;
}

export const TRUE: Constant = Object.freeze({ kind: "constant", value: true });
export const FALSE: Constant = Object.freeze({ kind: "constant", value: false });

/** Combinations inside each other; deeper ones are undecided, so that nothing here exhausts the stack. */
export const MAX_PREDICATE_DEPTH = 1_000;

export function undecided(): Undecided {
  // A new object each time: two of them are two questions.
  return { kind: "undecided" };
}

/** All of these hold; with none, true. */
export function and(...parts: readonly Predicate[]): Predicate {
  return allOf(parts);
}

/** At least one of these holds; with none, false. */
export function or(...parts: readonly Predicate[]): Predicate {
  return anyOf(parts);
}

/** As {@link and}, for lists that may be too long for a call's arguments. */
export function allOf(parts: readonly Predicate[]): Predicate {
  return combine("and", parts);
}

/** As {@link or}, for lists that may be too long for a call's arguments. */
export function anyOf(parts: readonly Predicate[]): Predicate {
  return combine("or", parts);
}

export function not(part: Predicate): Predicate {
  if (part.kind === "constant") return part.value ? FALSE : TRUE;
  if (part.kind === "not") return part.part;
  return bounded({ kind: "not", part, depth: depthOf(part) + 1 });
}

export function oneOf(variable: string, texts: Iterable<string>): Predicate {
  const set = new Set(texts);
  return set.size === 0 ? FALSE : { kind: "in", variable, texts: set };
}

export function isAtom(predicate: Predicate): predicate is Atom {
  const { kind } = predicate;
  return kind !== "constant" && kind !== "and" && kind !== "or" && kind !== "not";
}

function combine(kind: "and" | "or", parts: readonly Predicate[]): Predicate {
  const absorbing = kind === "or";
  const flat: Predicate[] = [];
  for (const part of parts) {
    if (part.kind === "constant") {
      if (part.value === absorbing) return part;
    } else if (part.kind === kind) for (const inner of part.parts) flat.push(inner);
    else flat.push(part);
  }
  const joined = joinTexts(kind, flat);
  const [only] = joined;
  if (joined.length < 2) return only ?? (absorbing ? FALSE : TRUE);
  let depth = 0;
  for (const part of joined) depth = Math.max(depth, depthOf(part) + 1);
  return bounded({ kind, parts: joined, depth });
}

function bounded(predicate: Combination | Negation): Predicate {
  return predicate.depth > MAX_PREDICATE_DEPTH ? undecided() : predicate;
}

function depthOf(predicate: Predicate): number {
  return "depth" in predicate ? predicate.depth : 0;
}

/** `a or b` of one attribute is one set, and so is `neither a nor b`: thousands of alternatives stay one atom. */
function joinTexts(kind: "and" | "or", parts: readonly Predicate[]): readonly Predicate[] {
  const sets = new Map<string, ReadonlySet<string>[]>();
  const rest: Predicate[] = [];
  for (const part of parts) {
    const atom = kind === "and" && part.kind === "not" ? part.part : part;
    if (atom.kind !== "in" || (kind === "and") !== (part.kind === "not")) rest.push(part);
    else {
      const list = sets.get(atom.variable);
      if (list === undefined) sets.set(atom.variable, [atom.texts]);
      else list.push(atom.texts);
    }
  }
  if (sets.size === 0) return parts;
  for (const [variable, list] of sets) {
    const atom = oneOf(variable, union(list));
    rest.push(kind === "or" ? atom : not(atom));
  }
  return rest;
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [only] = sets;
  if (only !== undefined && sets.length === 1) return only;
  const all = new Set<string>();
  for (const set of sets) for (const text of set) all.add(text);
  return all;
}
