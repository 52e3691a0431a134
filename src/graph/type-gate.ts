import {
  and,
  isAlwaysTrue,
  isSatisfiable,
  oneOf,
  type Predicate,
  reason,
  type TypeSet,
  typesOf,
} from "../events/reasoning/index.ts";
import type { ContractRef, HopFilter } from "./graph.ts";
import { decide, isIndependent, knownPredicate, variablesOf } from "./known-predicate.ts";

/** Which events a filter can let through, judged by their types and by what else is known of them. */
export interface TypeGate {
  /** The only types that can pass, none of a filter that contradicts itself; absent when it names no exact types. */
  readonly exact?: ReadonlySet<string>;
  /** What every type that can pass begins with, one of these; absent where that is not known. */
  readonly prefixes?: ReadonlySet<string>;
  /** Whether there is no filter, or one that lets every event pass. */
  readonly passesAll: boolean;
  /** False when no event of this type can pass, whatever its other attributes; true when one may. */
  readonly admits: (type: string) => boolean;
  /** False when no event of this contract, with the attributes that are known of it, can pass. */
  readonly mayPass: (event: ContractRef) => boolean;
  /** Whether every event of this contract passes for certain; false where only reasoning could tell. */
  readonly surelyPasses: (event: ContractRef) => boolean;
  /** The attributes other than the type that it asks about, as filters name them. */
  readonly asksAbout: readonly string[];
}

const always = (): boolean => true;
const ANY: TypeGate = { passesAll: true, admits: always, mayPass: always, surelyPasses: always, asksAbout: [] };

/** Type names that mean themselves to any filter, after any hop: no white space, nothing to be decoded. */
const PLAIN_TYPE = /^[A-Za-z0-9][A-Za-z0-9._/:-]*$/;

/** Reads filters, each distinct one once. */
export class TypeGates {
  private readonly byType = new Map<string, TypeGate>();
  private readonly byText = new Map<string, TypeGate>();

  /** What the two filter fields of a leg say, as Knative evaluates them (eventing.md §6.10). */
  public of(filter: HopFilter): TypeGate {
    if (filter.attributes === undefined && filter.filters === undefined) return ANY;
    const type = onlyType(filter);
    if (type !== undefined) return remembered(this.byType, type, () => exactly(type));
    const text = JSON.stringify([filter.attributes, filter.filters]);
    return remembered(this.byText, text, () => reasoned(filter));
  }
}

/** One filter's gate. */
export function typeGate(filter: HopFilter): TypeGate {
  return new TypeGates().of(filter);
}

/** The usual case, which needs no reasoning: one type, exactly, and nothing else. */
function onlyType({ attributes, filters }: HopFilter): string | undefined {
  const only = filters === undefined || filters.length === 0 ? attributes : exactOf(filters);
  const type = only?.["type"];
  return typeof type === "string" && PLAIN_TYPE.test(type) && Object.keys(only ?? {}).length === 1 ? type : undefined;
}

function exactOf(filters: readonly unknown[]): Readonly<Record<string, unknown>> | undefined {
  const [filter] = filters;
  if (filters.length !== 1 || !isRecord(filter)) return undefined;
  const { exact } = filter;
  return Object.keys(filter).length === 1 && isRecord(exact) ? exact : undefined;
}

function exactly(type: string): TypeGate {
  const passes = (event: ContractRef): boolean => event.type === type;
  return {
    exact: new Set([type]),
    passesAll: false,
    admits: (one) => one === type,
    mayPass: passes,
    surelyPasses: passes,
    asksAbout: [],
  };
}

function reasoned(filter: HopFilter): TypeGate {
  const predicate = reason({
    ...(filter.attributes === undefined ? {} : { attributes: filter.attributes }),
    ...(filter.filters === undefined ? {} : { filters: filter.filters }),
  });
  const isEasy = isIndependent(predicate);
  if (!isEasy && isAlwaysTrue(predicate) === "yes") return ANY;
  const named = isEasy || isSatisfiable(predicate) !== "no" ? namedTypes(predicate, isEasy) : NONE;
  const asksAbout = [...variablesOf(predicate)].filter((name) => name !== "type");
  const mayPass = possibility(predicate, asksAbout, isEasy);
  return {
    ...(named.kind === "types" ? { exact: named.types } : {}),
    ...(named.kind === "prefixes" ? { prefixes: named.prefixes } : {}),
    passesAll: false,
    admits: (type) => mayPass({ type }),
    mayPass,
    surelyPasses: (event) => decide(predicate, event) === true,
    asksAbout,
  };
}

const NONE: TypeSet = { kind: "types", types: new Set() };

function namedTypes(predicate: Predicate, isEasy: boolean): TypeSet {
  if (!isEasy) return typesOf(predicate);
  const atoms = predicate.kind === "and" ? predicate.parts : [predicate];
  for (const atom of atoms) {
    if (!("variable" in atom) || atom.variable !== "type") continue;
    if (atom.kind === "in") return { kind: "types", types: atom.texts };
    if (atom.kind === "prefix") return { kind: "prefixes", prefixes: new Set([atom.text]) };
  }
  return { kind: "unknown" };
}

/** Whether an event may pass. Asks the solver only where what is known does not decide, and about each case once. */
function possibility(
  predicate: Predicate,
  asksAbout: readonly string[],
  isEasy: boolean,
): (event: ContractRef) => boolean {
  const known = new Map<string, boolean>();
  return (event) => {
    const decided = decide(predicate, event);
    if (decided !== undefined || isEasy) return decided ?? true;
    const about = asksAbout.map((name) => event.attributes?.values[name]);
    const key = JSON.stringify([event.type, event.attributes?.isComplete === true, ...about]);
    return remembered(known, key, () => {
      const what = and(oneOf("type", [event.type]), knownPredicate(event, asksAbout));
      return isSatisfiable(and(what, predicate)) !== "no";
    });
  };
}

function remembered<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
