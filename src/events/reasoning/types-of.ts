import { and, oneOf, type Predicate } from "./predicate.ts";
import { isSatisfiable, type Verdict } from "./verdicts.ts";

/** Which values of `type` an event can have that makes a predicate true. No other value can; these may. */
export type TypeSet =
  | { readonly kind: "types"; readonly types: ReadonlySet<string> }
  /** Every type that begins with one of these. */
  | { readonly kind: "prefixes"; readonly prefixes: ReadonlySet<string> }
  | { readonly kind: "unknown" };

/** Sets of at most so many types are asked about one by one. */
const MAX_ASKED = 100;
/** Visits of parts before nothing is known: parts are shared, and so could be met again and again. */
const MAX_VISITS = 20_000;

/** The types a predicate admits, as far as it names them: exact ones, their starts, or unknown. */
export function typesOf(predicate: Predicate): TypeSet {
  const found = collect(predicate, true, { left: MAX_VISITS });
  if (found.kind !== "types" || found.types.size > MAX_ASKED) return found;
  return { kind: "types", types: new Set([...found.types].filter((type) => admitsType(predicate, type) !== "no")) };
}

/** Whether some event of this type makes the predicate true. */
export function admitsType(predicate: Predicate, type: string): Verdict {
  return isSatisfiable(and(oneOf("type", [type]), predicate));
}

const UNKNOWN: TypeSet = { kind: "unknown" };
const NONE: TypeSet = { kind: "types", types: new Set() };

/** Of the predicate, or of its denial. */
function collect(predicate: Predicate, isTrue: boolean, visits: { left: number }): TypeSet {
  if (--visits.left < 0) return UNKNOWN;
  switch (predicate.kind) {
    case "constant":
      return predicate.value === isTrue ? UNKNOWN : NONE;
    case "not":
      return collect(predicate.part, !isTrue, visits);
    case "in":
      return predicate.variable === "type" && isTrue ? { kind: "types", types: predicate.texts } : UNKNOWN;
    case "prefix":
      return predicate.variable === "type" && isTrue
        ? { kind: "prefixes", prefixes: new Set([predicate.text]) }
        : UNKNOWN;
    case "and":
    case "or": {
      const sets = predicate.parts.map((part) => collect(part, isTrue, visits));
      return (predicate.kind === "and") === isTrue ? sets.reduce(intersection, UNKNOWN) : unionOf(sets);
    }
    default:
      return UNKNOWN;
  }
}

function intersection(a: TypeSet, b: TypeSet): TypeSet {
  if (a.kind === "unknown") return b;
  if (b.kind === "unknown") return a;
  if (a.kind === "types") return { kind: "types", types: new Set([...a.types].filter((type) => has(b, type))) };
  if (b.kind === "types") return intersection(b, a);
  const [more, fewer] = a.prefixes.size > b.prefixes.size ? [a, b] : [b, a];
  // Many against many would take quadratic time; the smaller set alone is right, if wider.
  if (fewer.prefixes.size > MAX_ASKED) return fewer;
  const longer = new Set<string>();
  for (const one of fewer.prefixes) {
    for (const other of more.prefixes) {
      if (one.startsWith(other)) longer.add(one);
      else if (other.startsWith(one)) longer.add(other);
    }
  }
  return { kind: "prefixes", prefixes: longer };
}

function has(set: TypeSet, type: string): boolean {
  if (set.kind === "types") return set.types.has(type);
  if (set.kind === "unknown") return true;
  for (let length = 1; length <= type.length; length++) if (set.prefixes.has(type.slice(0, length))) return true;
  return false;
}

/** Exact types beside prefixes count as prefixes of their own. */
function unionOf(sets: readonly TypeSet[]): TypeSet {
  const types = new Set<string>();
  const prefixes = new Set<string>();
  for (const set of sets) {
    if (set.kind === "unknown") return UNKNOWN;
    for (const type of set.kind === "types" ? set.types : []) types.add(type);
    for (const prefix of set.kind === "prefixes" ? set.prefixes : []) prefixes.add(prefix);
  }
  if (prefixes.size === 0) return { kind: "types", types };
  return { kind: "prefixes", prefixes: new Set([...prefixes, ...types]) };
}
