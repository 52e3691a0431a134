import { allOf, not, oneOf, type Predicate } from "../events/reasoning/index.ts";
import { variableOf } from "../events/reasoning/variables.ts";
import type { ContractRef } from "./graph.ts";
import { knownValue } from "./known-attributes.ts";

/** Variables that read nothing but the attribute of their name. */
const PLAIN = /^(?!datamediatype$|datacontentencoding$|schemaurl$|specversion$)[a-z0-9]+$/;

/** The variables a predicate speaks of, those of opaque parts as far as they are known. */
export function variablesOf(predicate: Predicate): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<Predicate>();
  const rest: Predicate[] = [predicate];
  for (let part = rest.pop(); part !== undefined; part = rest.pop()) {
    if (seen.has(part)) continue;
    seen.add(part);
    if (part.kind === "and" || part.kind === "or") rest.push(...part.parts);
    else if (part.kind === "not") rest.push(part.part);
    else if (part.kind === "opaque") for (const name of part.hints.variables) found.add(name);
    else if ("variable" in part) found.add(part.variable);
  }
  return found;
}

const PLAIN_TEXT = /^[A-Za-z0-9/][A-Za-z0-9._/-]*$/;
/** Variables that depend on others, or can have few texts. */
const PARTICULAR = /^(?:data|time$|id$|specversion$|schemaurl$)/;

/**
 * Whether a predicate asks for one thing of each of some attributes that have nothing to do with each other, each of
 * which an event can have: what is known of an event then decides alone, and of what is unknown nothing is excluded.
 */
export function isIndependent(predicate: Predicate): boolean {
  const seen = new Set<string>();
  for (const part of predicate.kind === "and" ? predicate.parts : [predicate]) {
    if (part.kind !== "in" && part.kind !== "prefix" && part.kind !== "suffix") return false;
    if (seen.has(part.variable) || !PLAIN.test(part.variable) || PARTICULAR.test(part.variable)) return false;
    seen.add(part.variable);
    const texts = part.kind === "in" ? [...part.texts] : [part.text];
    if (!texts.every((text) => PLAIN_TEXT.test(text))) return false;
  }
  return true;
}

/** What is known of an event, of these variables. */
export function knownPredicate(event: ContractRef, variables: readonly string[]): Predicate {
  return allOf(
    variables.flatMap((name): readonly Predicate[] => {
      const value = textOf(event, name);
      if (value === undefined) return [];
      return [value === null ? not({ kind: "present", variable: name }) : oneOf(name, [value])];
    }),
  );
}

/** Whether a predicate is true of every event of a contract, or of none; undefined where that hangs on what is unknown. */
export function decide(predicate: Predicate, event: ContractRef): boolean | undefined {
  const seen = new Map<Predicate, boolean | undefined>();
  return visit(predicate);

  function visit(part: Predicate): boolean | undefined {
    if (part.kind === "constant") return part.value;
    if (seen.has(part)) return seen.get(part);
    const value = part.kind === "not" ? opposite(visit(part.part)) : compute(part);
    seen.set(part, value);
    return value;
  }

  function compute(part: Exclude<Predicate, { readonly kind: "constant" | "not" }>): boolean | undefined {
    switch (part.kind) {
      case "and":
      case "or": {
        const decides = part.kind === "or";
        let joined: boolean | undefined = !decides;
        for (const inner of part.parts) {
          const value = visit(inner);
          if (value === decides) return decides;
          if (value === undefined) joined = undefined;
        }
        return joined;
      }
      case "undecided":
      case "opaque":
        return undefined;
      default: {
        const text = textOf(event, part.variable);
        if (text === undefined) return undefined;
        if (text === null) return false;
        if (part.kind === "present") return true;
        if (part.kind === "in") return part.texts.has(text);
        return part.kind === "prefix" ? text.startsWith(part.text) : text.endsWith(part.text);
      }
    }
  }
}

/** What a variable reads of an event; null for nothing, undefined where it is not known. */
function textOf(event: ContractRef, variable: string): string | null | undefined {
  if (variable === "type") return event.type;
  if (!PLAIN.test(variable)) return undefined;
  const value = knownValue(event.attributes, variable);
  // A core attribute that is absent reads as something all the same (eventing.md §6.10).
  return value === null ? (variableOf(variable).absentAs ?? absentCore(variable)) : value;
}

function absentCore(variable: string): string | null {
  return variableOf(variable).presence === "always" ? "" : null;
}

function opposite(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}
