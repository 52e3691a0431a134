import type { WireEvent } from "../event.ts";
import type { Atom, Predicate } from "./predicate.ts";
import { variableOf } from "./variables.ts";

/** Whether the predicate is true of an event after a hop; undefined where that hangs on what is undecided. */
export function evaluate(predicate: Predicate, event: WireEvent): boolean | undefined {
  // Parts are shared: without a memory of them a small predicate takes exponential time.
  const known = new Map<Predicate, boolean | undefined>();
  const visit = (part: Predicate): boolean | undefined => {
    if (part.kind === "constant") return part.value;
    if (known.has(part)) return known.get(part);
    const value =
      part.kind === "not" ? opposite(visit(part.part)) : isCombination(part) ? join(part) : holds(part, event);
    known.set(part, value);
    return value;
  };
  const join = (combination: Predicate & { readonly kind: "and" | "or" }): boolean | undefined => {
    const decides = combination.kind === "or";
    let joined: boolean | undefined = !decides;
    for (const part of combination.parts) {
      const value = visit(part);
      if (value === decides) return decides;
      if (value === undefined) joined = undefined;
    }
    return joined;
  };
  return visit(predicate);
}

function isCombination(predicate: Predicate): predicate is Predicate & { readonly kind: "and" | "or" } {
  return predicate.kind === "and" || predicate.kind === "or";
}

function opposite(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function holds(atom: Atom, event: WireEvent): boolean | undefined {
  if (atom.kind === "undecided") return undefined;
  if (atom.kind === "opaque") return atom.evaluate(event) === atom.outcome;
  const value = variableOf(atom.variable).read(event);
  if (value === undefined) return false;
  const text = String(value);
  switch (atom.kind) {
    case "present":
      return true;
    case "in":
      return atom.texts.has(text);
    case "prefix":
      return text.startsWith(atom.text);
    case "suffix":
      return text.endsWith(atom.text);
  }
}
